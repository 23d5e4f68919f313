/** Events per block. */
const SHIFT = 16;
const SIZE = 1 << SHIFT;
const MASK = SIZE - 1;
/** The first block is small as long as it can be: most cases are. */
const FIRST = 1024;

interface Block {
  readonly times: Float64Array;
  readonly inputs: Int32Array;
  readonly entries: Uint32Array;
  readonly whats: Uint16Array;
  readonly servers: Int16Array;
  readonly seen: Int16Array;
  readonly bits: Uint16Array;
  /** Bytes that IPVS counted. */
  readonly bytes: Uint16Array;
}

function newBlock(capacity: number): Block {
  return {
    times: new Float64Array(capacity),
    inputs: new Int32Array(capacity),
    entries: new Uint32Array(capacity),
    whats: new Uint16Array(capacity),
    servers: new Int16Array(capacity),
    seen: new Int16Array(capacity),
    bits: new Uint16Array(capacity),
    bytes: new Uint16Array(capacity),
  };
}

function larger(block: Block): Block {
  const copy = newBlock(Math.min(SIZE, block.times.length * 4));
  for (const name of Object.keys(block) as (keyof Block)[]) copy[name].set(block[name]);
  return copy;
}

/** Small numbers of an event, packed into `bits`: first bit and width of each. */
const KIND = { at: 0, mask: 3 } as const;
const TONE = { at: 2, mask: 3 } as const;
const TEMPLATE = { at: 4, mask: 1 } as const;
/** 0 = none. */
const VERDICT = { at: 5, mask: 15 } as const;
const ROLE = { at: 9, mask: 3 } as const;
const DIRECTION = { at: 11, mask: 3 } as const;

type Field = { readonly at: number; readonly mask: number };

/** One event as numbers; what they stand for is told where they are looked up. */
export interface EventNumbers {
  readonly kind: number;
  /** Nanoseconds of uptime. */
  readonly timeNs: number;
  /** -1 = a timer. */
  readonly input: number;
  /** -1 = none. */
  readonly verdict: number;
  readonly what: number;
  readonly template: boolean;
  readonly tone: number;
  /** -1 = none. */
  readonly server: number;
  readonly seen: number;
  /** uid, 0 = none. */
  readonly entry: number;
  readonly role: number;
  /** 0 = not counted, 1 = of a client, 2 = of a server. */
  readonly direction: number;
  readonly bytes: number;
}

/** The events of a run, 26 bytes each, in blocks that never move. */
export class EventColumns {
  length = 0;
  packets = 0;
  private readonly blocks: Block[] = [];
  /** Packets before each block of 256 events. */
  private readonly packetCounts: number[] = [];

  push(event: EventNumbers): void {
    const i = this.length++;
    const at = i & MASK;
    const block = this.room(i >>> SHIFT, at);
    block.times[at] = event.timeNs;
    block.inputs[at] = event.input;
    block.entries[at] = event.entry;
    block.whats[at] = event.what;
    block.servers[at] = event.server;
    block.seen[at] = event.seen;
    block.bytes[at] = event.bytes;
    block.bits[at] =
      event.kind |
      (event.tone << TONE.at) |
      (event.template ? 1 << TEMPLATE.at : 0) |
      ((event.verdict + 1) << VERDICT.at) |
      (event.role << ROLE.at) |
      (event.direction << DIRECTION.at);
    if ((i & 255) === 0) this.packetCounts.push(this.packets);
    if (event.kind === 0) this.packets++;
  }

  private room(number: number, at: number): Block {
    let block = this.blocks[number];
    if (!block) {
      block = newBlock(number === 0 ? FIRST : SIZE);
      this.blocks.push(block);
    } else if (at === block.times.length) {
      block = larger(block);
      this.blocks[number] = block;
    }
    return block;
  }

  timeNs(event: number): number {
    return this.blocks[event >>> SHIFT].times[event & MASK];
  }

  input(event: number): number {
    return this.blocks[event >>> SHIFT].inputs[event & MASK];
  }

  entry(event: number): number {
    return this.blocks[event >>> SHIFT].entries[event & MASK];
  }

  what(event: number): number {
    return this.blocks[event >>> SHIFT].whats[event & MASK];
  }

  server(event: number): number {
    return this.blocks[event >>> SHIFT].servers[event & MASK];
  }

  seen(event: number): number {
    return this.blocks[event >>> SHIFT].seen[event & MASK];
  }

  bytes(event: number): number {
    return this.blocks[event >>> SHIFT].bytes[event & MASK];
  }

  kind(event: number): number {
    return this.bits(event, KIND);
  }

  tone(event: number): number {
    return this.bits(event, TONE);
  }

  template(event: number): boolean {
    return this.bits(event, TEMPLATE) === 1;
  }

  verdict(event: number): number {
    return this.bits(event, VERDICT) - 1;
  }

  role(event: number): number {
    return this.bits(event, ROLE);
  }

  direction(event: number): number {
    return this.bits(event, DIRECTION);
  }

  /** Packets among the events before this one. */
  packetsBefore(event: number): number {
    const from = event & ~255;
    if (event >= this.length) return this.packets;
    let count = this.packetCounts[from >>> 8];
    for (let i = from; i < event; i++) if (this.kind(i) === 0) count++;
    return count;
  }

  private bits(event: number, { at, mask }: Field): number {
    return (this.blocks[event >>> SHIFT].bits[event & MASK] >>> at) & mask;
  }
}
