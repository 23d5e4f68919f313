import * as P from './protocols.ts';

const SLOTS = 64;
/** Words per slot: what names the link header, then its row. */
const WIDTH = 8;
const ROW = 7;

/** Where the header of a link type ends that is read in a hurry; 0 = none of those. */
export function quickLinkLength(linktype: number): number {
  if (linktype === P.LINKTYPE_ETHERNET) return 14;
  if (linktype === P.LINKTYPE_LINUX_SLL2) return 20;
  return linktype === P.LINKTYPE_LINUX_SLL ? 16 : 0;
}

/** Ethernet type in the header of a quick link type, which is there. */
export function quickEtherType(linktype: number, view: DataView, start: number): number {
  if (linktype === P.LINKTYPE_ETHERNET) return view.getUint16(start + 12);
  return view.getUint16(linktype === P.LINKTYPE_LINUX_SLL2 ? start : start + 14);
}

/** Remembers the rows of link headers by their bytes: most packets have one of a few. */
export class LinkCache {
  /** The slot that {@link find} looked into; {@link put} fills it. */
  private slot = 0;
  private readonly slots = new Int32Array(SLOTS * WIDTH).fill(-1);
  private readonly key = new Int32Array(ROW);

  /** Row of the header at `start` without its Ethernet type; -1 = not remembered. */
  find(linktype: number, ifindex: number, packetType: number, view: DataView, start: number): number {
    const from = linktype === P.LINKTYPE_LINUX_SLL2 ? start + 4 : start;
    const a = view.getInt32(from);
    const b = view.getInt32(from + 4);
    const c = view.getInt32(from + 8);
    let d = 0;
    if (linktype === P.LINKTYPE_LINUX_SLL2) d = view.getInt32(from + 12);
    else if (linktype === P.LINKTYPE_LINUX_SLL) d = view.getUint16(from + 12);
    const hash = Math.imul(a ^ Math.imul(b, 31) ^ Math.imul(c, 0x9e3779b1) ^ d ^ ifindex, 0x85ebca6b);
    const at = ((hash ^ (hash >>> 13)) & (SLOTS - 1)) * WIDTH;
    this.slot = at;
    const { slots, key } = this;
    if (
      slots[at] === linktype &&
      slots[at + 1] === ifindex &&
      slots[at + 2] === packetType &&
      slots[at + 3] === a &&
      slots[at + 4] === b &&
      slots[at + 5] === c &&
      slots[at + 6] === d
    )
      return slots[at + ROW];
    key[0] = linktype;
    key[1] = ifindex;
    key[2] = packetType;
    key[3] = a;
    key[4] = b;
    key[5] = c;
    key[6] = d;
    return -1;
  }

  /** Remembers the row of the header that was last looked for. */
  put(row: number): void {
    this.slots.set(this.key, this.slot);
    this.slots[this.slot + ROW] = row;
  }
}
