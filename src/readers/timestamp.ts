/** A moment as whole seconds and nanoseconds; filled again for every packet. */
export interface Moment {
  sec: number;
  nsec: number;
}

/** Units of a pcapng interface: 10^-n or 2^-n seconds. */
export interface Resolution {
  /** Units per second. */
  perSecond: bigint;
  /** The same as a number if split arithmetic in doubles is exact, else 0. */
  fast: number;
  /** Whole seconds added to every time (`if_tsoffset`). */
  offset: number;
}

/** From the option byte `if_tsresol`: highest bit set = power of two. */
export function resolutionOf(option: number, offset: number): Resolution {
  const exponent = BigInt(option & 0x7f);
  const perSecond = (option & 0x80) !== 0 ? 2n ** exponent : 10n ** exponent;
  return { perSecond, fast: perSecond <= 1_000_000_000n ? Number(perSecond) : 0, offset };
}

/**
 * Splits a 64 bit count of units. Long division in steps of 16 bits keeps every intermediate below 2^53; fractions of a
 * nanosecond are dropped.
 */
export function splitTime(high: number, low: number, resolution: Resolution, out: Moment): void {
  const u = resolution.fast;
  if (u === 0) {
    splitSlowly(high, low, resolution, out);
    return;
  }
  const q0 = Math.floor(high / u);
  const middle = (high - q0 * u) * 0x10000 + (low >>> 16);
  const q1 = Math.floor(middle / u);
  const last = (middle - q1 * u) * 0x10000 + (low & 0xffff);
  const q2 = Math.floor(last / u);
  out.sec = (q0 * 0x10000 + q1) * 0x10000 + q2 + resolution.offset;
  out.nsec = scaled(last - q2 * u, u);
}

/** rest / u seconds in nanoseconds; exact also where rest * 1e9 is not. */
function scaled(rest: number, u: number): number {
  if (1e9 % u === 0) return rest * (1e9 / u);
  return Number((BigInt(rest) * 1_000_000_000n) / BigInt(u));
}

function splitSlowly(high: number, low: number, resolution: Resolution, out: Moment): void {
  const units = (BigInt(high) << 32n) | BigInt(low);
  const sec = units / resolution.perSecond;
  out.sec = Number(sec) + resolution.offset;
  out.nsec = Number(((units - sec * resolution.perSecond) * 1_000_000_000n) / resolution.perSecond);
}
