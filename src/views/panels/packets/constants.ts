import type { EventRow } from '../../../trace/views.ts';

/** Values that are equal in all packet rows (null = they differ), and the range of lengths. */
export function constants(rows: readonly EventRow[]): {
  dst: string | null;
  hook: EventRow['hook'];
  lengths: string;
} | null {
  const packets = rows.filter((row) => row.kind === 'packet');
  if (packets.length < 2) return null;
  const [first] = packets;
  const lengths = packets.map((row) => row.length);
  const min = lengths.reduce((a, b) => Math.min(a, b));
  const max = lengths.reduce((a, b) => Math.max(a, b));
  return {
    dst: packets.every((row) => row.dst === first.dst) ? first.dst : null,
    hook: packets.every((row) => row.hook === first.hook) ? first.hook : null,
    lengths: min === max ? String(min) : `${min} to ${max}`,
  };
}
