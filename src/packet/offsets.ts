import { DoubleColumn, WordColumn } from '../base/column.ts';
import { GROUP_MASK, GROUP_SHIFT, GROUP_SIZE } from './times.ts';

/** All packets of the group have the offset of the first (they are not from a file). */
const SAME = 0xffffffff;
/** The offsets of the group follow no rule. */
const ODD = 0xfffffffe;
const MOST_GAP = 0x7ffffff0;

/**
 * Where frames stand in their file. Between the end of a frame and the next one is a header of the same size, in pcapng
 * behind padding to four bytes: of a group that keeps this rule only the first offset and the gap are kept.
 */
export class Offsets {
  private readonly bases = new DoubleColumn(64);
  /** Of each finished group: the gap times two, plus one for padding. */
  private readonly rules = new WordColumn(64);
  private readonly odd = new Map<number, Float64Array>();
  /** The group that is being filled. */
  private readonly now = new Float64Array(GROUP_SIZE);
  private readonly captured = new Uint32Array(GROUP_SIZE);
  private used = 0;

  append(offset: number, captured: number): void {
    if (this.used === GROUP_SIZE) this.finish();
    if (this.used === 0) this.bases.push(offset);
    this.now[this.used] = offset;
    this.captured[this.used++] = captured;
  }

  /** Takes back the last packet, which was the last to be appended. */
  drop(): void {
    this.used--;
    if (this.used === 0) this.bases.length--;
  }

  /** @param capturedOf captured bytes of a packet */
  at(i: number, capturedOf: (i: number) => number): number {
    const group = i >>> GROUP_SHIFT;
    if (group === this.rules.length) return this.now[i & GROUP_MASK];
    const rule = this.rules.at(group);
    if (rule === ODD) return this.odd.get(group)?.[i & GROUP_MASK] ?? -1;
    let offset = this.bases.at(group);
    if (rule === SAME) return offset;
    const padded = (rule & 1) === 1;
    for (let k = group * GROUP_SIZE; k < i; k++) {
      const captured = capturedOf(k);
      offset += (padded ? (captured + 3) & ~3 : captured) + (rule >>> 1);
    }
    return offset;
  }

  get bytes(): number {
    return this.bases.length * 12 + this.odd.size * (GROUP_SIZE * 8 + 100);
  }

  private finish(): void {
    const rule = this.rule();
    if (rule === ODD) this.odd.set(this.rules.length, this.now.slice());
    this.rules.push(rule);
    this.used = 0;
  }

  private rule(): number {
    const { now, captured } = this;
    const first = now[1] - now[0];
    const plainGap = first - captured[0];
    const paddedGap = first - ((captured[0] + 3) & ~3);
    let same = true;
    let plain = plainGap >= 0;
    let aligned = paddedGap >= 0;
    for (let k = 0; k + 1 < GROUP_SIZE; k++) {
      const step = now[k + 1] - now[k];
      if (step !== 0) same = false;
      if (step !== captured[k] + plainGap) plain = false;
      if (step !== ((captured[k] + 3) & ~3) + paddedGap) aligned = false;
    }
    if (same) return SAME;
    if (plain && plainGap < MOST_GAP) return plainGap * 2;
    return aligned && paddedGap < MOST_GAP ? paddedGap * 2 + 1 : ODD;
  }
}
