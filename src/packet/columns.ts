import { type Block, blockBytes } from './block.ts';
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
