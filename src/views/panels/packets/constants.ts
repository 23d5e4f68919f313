import type { EventRow } from '../../../trace/views.ts';

/** `40`, `40 to 160`, and `—` where no length is known. */
function lengthsText(min: number, max: number): string {
  if (max === 0) return '—';
  return min === max ? String(min) : `${min} to ${max}`;
}

/** Values that are equal in all packet rows (null = they differ), and the range of lengths. */
export function constants(rows: readonly EventRow[]): {
  dst: string | null;
  hook: EventRow['hook'];
  lengths: string;
} | null {
  const packets = rows.filter((row) => row.kind === 'packet');
  if (packets.length < 2) return null;
  const [first] = packets;
  const lengths = packets.flatMap(({ length }) => length ?? []);
  const min = lengths.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const max = lengths.reduce((a, b) => Math.max(a, b), 0);
  return {
    dst: packets.every((row) => row.dst === first.dst) ? first.dst : null,
    hook: packets.every((row) => row.hook === first.hook) ? first.hook : null,
    lengths: lengthsText(min, max),
  };
}
