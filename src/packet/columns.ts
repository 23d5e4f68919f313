import { BLOCK_MASK, BLOCK_SHIFT, type Block, blockBytes } from './block.ts';
import { FormTable } from './form.ts';
import * as H from './header.ts';
import { Offsets } from './offsets.ts';
import { SideBytes } from './side.ts';
import { Times } from './times.ts';
import { WordTable } from './words.ts';

/** Lengths that do not fit: on the wire, captured, of the IP packet. */
export interface OddLengths {
  readonly original: number;
  readonly captured: number;
  readonly ip: number;
}

/** What a store of packets is made of. */
export class Columns {
  length = 0;
  readonly blocks: Block[] = [];
  readonly forms = new FormTable();
  readonly links = new WordTable(H.LINK_WORDS);
  readonly addresses = new WordTable(4);
  readonly times = new Times(this.blocks);
  readonly offsets = new Offsets();
  readonly side = new SideBytes();
  readonly oddLengths = new Map<number, OddLengths>();

  /** Bytes of memory that the packets take, without the room that is kept for more. */
  get bytes(): number {
    const perPacket = this.blocks.length > 0 ? blockBytes(this.blocks[0]) / this.blocks[0].id.length : 0;
    const tables = this.forms.bytes + this.links.bytes + this.addresses.bytes;
    return this.length * perPacket + tables + this.times.bytes + this.offsets.bytes + this.side.size;
  }
}

/** Whether two packets have equal headers, lengths and kept bytes; times and file offsets are left out. */
export function sameColumns(columns: Columns, a: number, b: number): boolean {
  const [one, two] = [columns.blocks[a >>> BLOCK_SHIFT], columns.blocks[b >>> BLOCK_SHIFT]];
  const [i, k] = [a & BLOCK_MASK, b & BLOCK_MASK];
  const same =
    one.form[i] === two.form[k] &&
    one.saddr[i] === two.saddr[k] &&
    one.daddr[i] === two.daddr[k] &&
    one.ports[i] === two.ports[k] &&
    one.length[i] === two.length[k] &&
    one.id[i] === two.id[k] &&
    one.seq[i] === two.seq[k] &&
    one.ack[i] === two.ack[k] &&
    one.window[i] === two.window[k];
  if (!same) return false;
  const [mine, other] = [columns.side.of(a), columns.side.of(b)];
  return mine.length === other.length && mine.every((byte, at) => byte === other[at]);
}
