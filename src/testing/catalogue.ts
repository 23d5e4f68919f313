import * as catalogue from '../klog/linux-6.12.ts';
import type { Message } from '../klog/message.ts';

/**
 * A row of a list read off the source of a kernel; `%s` stands for an address that the kernel formats
 * beforehand, `%pI` for one that printk formats, `%d` for any decimal number, `%p` for a pointer. Level -1 =
 * at any debug_level.
 */
export type MessageRow = readonly [id: string, level: number, format: string];
export type LeftOut = readonly [format: string, reason: string];

export const plainFormat = (template: string): string =>
  template
    .replaceAll('%A', '%s')
    .replace(/%pI(?:6c|6|4)/g, '%pI')
    .replaceAll('%016x', '%p')
    .replaceAll('%u', '%d');

export const GROUPS: Readonly<Record<string, Readonly<Record<string, Message>>>> = catalogue;

/** `core.schedule`: the message `schedule` of the group `core`. */
export function messageOf(id: string): Message | undefined {
  const [group, name] = id.split('.');
  return GROUPS[group]?.[name];
}

/** Ids of all messages of some groups. */
export const idsOf = (groups: readonly string[]): string[] =>
  groups.flatMap((group) => Object.keys(GROUPS[group]).map((name) => `${group}.${name}`));

/** Every template as the rows spell it. */
export const allFormats = (): Set<string> =>
  new Set(
    Object.values(GROUPS).flatMap((group) =>
      Object.values(group).map(({ template }) => plainFormat(template)),
    ),
  );
