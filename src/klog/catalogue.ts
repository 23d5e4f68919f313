import type { Message } from './message.ts';

/**
 * The messages of one kernel. The model names those of linux-6.12; a kernel that words one otherwise, or
 * does not have it (null), says so here. What only it has stands in its own file.
 */
export interface Catalogue {
  readonly changed: ReadonlyMap<Message, Message | null>;
  /** Lines at the beginning and the end of functions, by the function's name. */
  readonly functions: Readonly<Record<string, FunctionMessages>>;
}

/** `error` = the line at the end of a failure. */
export interface FunctionMessages {
  readonly enter: Message | null;
  readonly leave: Message | null;
  readonly error: Message | null;
}

export const linux_6_12_messages: Catalogue = { changed: new Map(), functions: {} };

/** The kernel's own form of a message; null = it does not print it. */
export function own_message(catalogue: Catalogue, message: Message): Message | null {
  const own = catalogue.changed.get(message);
  return own === undefined ? message : own;
}
