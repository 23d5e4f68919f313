/** Nanoseconds that a number holds exactly: a bit over 104 days. */
export const MAX_TIME = Number.MAX_SAFE_INTEGER;
const SECOND = 1_000_000_000;

/** Decimal seconds with up to nine digits behind the point, as nanoseconds; null = something else or too large. */
export function parseSeconds(text: string): number | null {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) return null;
  const nanoseconds = Number(match[1]) * SECOND + Number((match[2] ?? '').padEnd(9, '0'));
  return nanoseconds > MAX_TIME ? null : nanoseconds;
}

function fraction(nanoseconds: number): string {
  const digits = String(nanoseconds).padStart(9, '0');
  if (digits.endsWith('000000')) return digits.slice(0, 3);
  return digits.endsWith('000') ? digits.slice(0, 6) : digits;
}

/** Seconds with 3, 6 or 9 digits behind the point: as few as hold the value. */
export function formatSeconds(nanoseconds: number): string {
  return `${Math.floor(nanoseconds / SECOND)}.${fraction(nanoseconds % SECOND)}`;
}

export function formatEpoch({ sec, nsec }: { sec: number; nsec: number }): string {
  return `${sec}.${fraction(nsec)}`;
}
