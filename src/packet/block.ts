/** Packets per block of columns. */
export const BLOCK_SHIFT = 16;
export const BLOCK_SIZE = 1 << BLOCK_SHIFT;
export const BLOCK_MASK = BLOCK_SIZE - 1;
const FIRST_CAPACITY = 1024;

/** Columns of up to 65,536 packets, about 70 bytes a packet. All arrays have the same length. */
export interface Block {
  sec: Float64Array;
  nsec: Uint32Array;
  fileOffset: Float64Array;
  capturedLength: Uint32Array;
  originalLength: Uint32Array;
  /** Row of the link table. */
  link: Uint32Array;
  /** 0 = not IP, 4 or 6; plus {@link SIDE}. */
  version: Uint8Array;
  kind: Uint8Array;
  protocol: Uint8Array;
  /** IPv4 address, or row of the table of IPv6 addresses. */
  saddr: Uint32Array;
  daddr: Uint32Array;
  /** Source port in the upper half. */
  ports: Uint32Array;
  flags: Uint8Array;
  ttl: Uint8Array;
  tos: Uint8Array;
  transportLength: Uint8Array;
  dontFragment: Uint8Array;
  id: Uint16Array;
  window: Uint16Array;
  headerLength: Uint16Array;
  length: Uint32Array;
  seq: Uint32Array;
  ack: Uint32Array;
}

function newBlock(capacity: number): Block {
  const u8 = (): Uint8Array => new Uint8Array(capacity);
  const u16 = (): Uint16Array => new Uint16Array(capacity);
  const u32 = (): Uint32Array => new Uint32Array(capacity);
  return {
    sec: new Float64Array(capacity),
    nsec: u32(),
    fileOffset: new Float64Array(capacity),
    capturedLength: u32(),
    originalLength: u32(),
    link: u32(),
    version: u8(),
    kind: u8(),
    protocol: u8(),
    saddr: u32(),
    daddr: u32(),
    ports: u32(),
    flags: u8(),
    ttl: u8(),
    tos: u8(),
    transportLength: u8(),
    dontFragment: u8(),
    id: u16(),
    window: u16(),
    headerLength: u16(),
    length: u32(),
    seq: u32(),
    ack: u32(),
  };
}

/** The block with room for packet `at` of it: as given, larger, or new. Small captures stay small. */
export function blockWithRoom(block: Block | undefined, at: number): Block {
  if (!block) return newBlock(FIRST_CAPACITY);
  if (at < block.sec.length) return block;
  const larger = newBlock(Math.min(BLOCK_SIZE, block.sec.length * 4));
  for (const name of Object.keys(block) as (keyof Block)[]) larger[name].set(block[name]);
  return larger;
}
