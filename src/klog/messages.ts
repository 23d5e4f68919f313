import { type Catalogue, own_message } from './catalogue.ts';
import { only } from './linux-2.6.32.ts';
import * as groups from './linux-6.12.ts';
import type { Message } from './message.ts';

const SHARED: readonly Message[] = Object.values(groups).flatMap((group): Message[] => Object.values(group));

/**
 * Every message that a kernel can print: those of linux-6.12 in the kernel's own wording, the lines at the
 * beginning and the end of functions, and what only this kernel has.
 */
export function messages_of(catalogue: Catalogue): readonly Message[] {
  const found = new Set<Message>();
  for (const message of SHARED) {
    const own = own_message(catalogue, message);
    if (own) found.add(own);
  }
  const functions = Object.values(catalogue.functions);
  for (const { enter, leave, error } of functions) {
    for (const message of [enter, leave, error]) if (message) found.add(message);
  }
  if (functions.length > 0) for (const message of Object.values(only)) found.add(message);
  return [...found];
}
