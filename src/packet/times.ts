import { DoubleColumn, WordColumn } from '../base/column.ts';
import { BLOCK_MASK, BLOCK_SHIFT, type Block } from './block.ts';

/** Packets per group: what they share is kept once. */
export const GROUP_SHIFT = 6;
export const GROUP_SIZE = 1 << GROUP_SHIFT;
export const GROUP_MASK = GROUP_SIZE - 1;

const NS = 1_000_000_000;
const MOST = 0xffffffff;

/**
 * Times of packets: of each group the time of its first packet, of each packet the nanoseconds since then. Groups that
 * last more than 4.29 s, or in which time goes back, keep whole times.
 */
export class Times {
  private readonly baseSec = new DoubleColumn(64);
  private readonly baseNsec = new WordColumn(64);
  /** Whole times of groups: seconds and nanoseconds of each packet. */
  private readonly odd = new Map<number, Float64Array>();
  private sec0 = 0;
  private nsec0 = 0;
  private oddNow: Float64Array | null = null;

  constructor(private readonly blocks: readonly Block[]) {}

  /** Takes the time of packet `i`, which is the next; gives what stands in its column. */
  append(i: number, sec: number, nsec: number): number {
    if ((i & GROUP_MASK) === 0) return this.begin(sec, nsec);
    const delta = (sec - this.sec0) * NS + nsec - this.nsec0;
    if (this.oddNow === null && delta >= 0 && delta <= MOST) return delta;
    this.oddNow ??= this.widen(i >>> GROUP_SHIFT, i & GROUP_MASK);
    const at = (i & GROUP_MASK) * 2;
    this.oddNow[at] = sec;
    this.oddNow[at + 1] = nsec;
    return 0;
  }

  /** Takes back packet `i`, the last one. */
  drop(i: number): void {
    if ((i & GROUP_MASK) !== 0) return;
    this.baseSec.length--;
    this.baseNsec.length--;
    const group = (i >>> GROUP_SHIFT) - 1;
    if (group < 0) return;
    this.sec0 = this.baseSec.at(group);
    this.nsec0 = this.baseNsec.at(group);
    this.oddNow = this.odd.get(group) ?? null;
  }

  /** Corrects the time of a packet. */
  set(i: number, sec: number, nsec: number): void {
    const group = i >>> GROUP_SHIFT;
    const odd = this.odd.get(group) ?? this.widen(group, GROUP_SIZE);
    const at = (i & GROUP_MASK) * 2;
    odd[at] = sec;
    odd[at + 1] = nsec;
    if (group === this.baseSec.length - 1) this.oddNow = odd;
  }

  sec(i: number): number {
    const group = i >>> GROUP_SHIFT;
    const odd = this.odd.size > 0 ? this.odd.get(group) : undefined;
    if (odd) return odd[(i & GROUP_MASK) * 2];
    return this.baseSec.at(group) + Math.floor((this.baseNsec.at(group) + this.delta(i)) / NS);
  }

  nsec(i: number): number {
    const group = i >>> GROUP_SHIFT;
    const odd = this.odd.size > 0 ? this.odd.get(group) : undefined;
    if (odd) return odd[(i & GROUP_MASK) * 2 + 1];
    return (this.baseNsec.at(group) + this.delta(i)) % NS;
  }

  /** Nanoseconds since a whole second. Exact as long as it is less than 104 days. */
  since(i: number, second: number): number {
    const group = i >>> GROUP_SHIFT;
    if (this.odd.size > 0) return (this.sec(i) - second) * NS + this.nsec(i);
    return (this.baseSec.at(group) - second) * NS + this.baseNsec.at(group) + this.delta(i);
  }

  get bytes(): number {
    return this.baseSec.length * 12 + this.odd.size * (GROUP_SIZE * 16 + 100);
  }

  private delta(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].delta[i & BLOCK_MASK];
  }

  private begin(sec: number, nsec: number): number {
    this.baseSec.push(sec);
    this.baseNsec.push(nsec);
    this.sec0 = sec;
    this.nsec0 = nsec;
    this.oddNow = null;
    return 0;
  }

  /** Writes down the times of the first `count` packets of a group as they are. */
  private widen(group: number, count: number): Float64Array {
    const odd = new Float64Array(GROUP_SIZE * 2);
    for (let k = 0; k < count; k++) {
      const i = group * GROUP_SIZE + k;
      if (!this.blocks[i >>> BLOCK_SHIFT]) break;
      odd[k * 2] = this.sec(i);
      odd[k * 2 + 1] = this.nsec(i);
    }
    this.odd.set(group, odd);
    return odd;
  }
}
