/** Packets per block of columns. */
export const BLOCK_SHIFT = 14;
export const BLOCK_SIZE = 1 << BLOCK_SHIFT;
export const BLOCK_MASK = BLOCK_SIZE - 1;

/** Columns of up to 16,384 packets, 32 bytes a packet. What packets have in common stands in their form. */
export interface Block {
  /** Nanoseconds since the first packet of the group (times.ts). */
  delta: Uint32Array;
  /** Row of the table of forms (form.ts); wider only where a capture has more forms than fit. */
  form: Uint16Array | Uint32Array;
  /** IPv4 address, or row of the table of IPv6 addresses. */
  saddr: Uint32Array;
  daddr: Uint32Array;
  /** Source port in the upper half. */
  ports: Uint32Array;
  /** Of the IP packet; of a frame that is not IP, on the wire. */
  length: Uint16Array;
  id: Uint16Array;
  window: Uint16Array;
  seq: Uint32Array;
  ack: Uint32Array;
}

export function newBlock(size = BLOCK_SIZE): Block {
  const u16 = (): Uint16Array => new Uint16Array(size);
  const u32 = (): Uint32Array => new Uint32Array(size);
  return {
    delta: u32(),
    form: u16(),
    saddr: u32(),
    daddr: u32(),
    ports: u32(),
    length: u16(),
    id: u16(),
    window: u16(),
    seq: u32(),
    ack: u32(),
  };
}

/** Bytes that the columns of a block take. */
export function blockBytes(block: Block): number {
  return Object.values(block).reduce((sum, column) => sum + column.byteLength, 0);
}
