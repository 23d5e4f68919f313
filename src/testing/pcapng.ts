import { concat } from '../packet/build.ts';

/** Writes blocks of a pcapng file in one byte order. */
export class PcapngBlocks {
  readonly little: boolean;

  constructor(little = true) {
    this.little = little;
  }

  u16(value: number): Uint8Array {
    const b = new Uint8Array(2);
    new DataView(b.buffer).setUint16(0, value, this.little);
    return b;
  }

  u32(value: number): Uint8Array {
    const b = new Uint8Array(4);
    new DataView(b.buffer).setUint32(0, value, this.little);
    return b;
  }

  i64(value: bigint): Uint8Array {
    const b = new Uint8Array(8);
    new DataView(b.buffer).setBigInt64(0, value, this.little);
    return b;
  }

  pad(bytes: Uint8Array): Uint8Array {
    return concat(bytes, new Uint8Array(-bytes.length & 3));
  }

  block(type: number, ...body: Uint8Array[]): Uint8Array {
    const content = this.pad(concat(...body));
    const total = this.u32(content.length + 12);
    return concat(this.u32(type), total, content, total);
  }

  option(code: number, value: Uint8Array): Uint8Array {
    return concat(this.u16(code), this.u16(value.length), this.pad(value));
  }

  section(major = 1): Uint8Array {
    const unknownLength = this.u32(0xffffffff);
    return this.block(
      0x0a0d0d0a,
      this.u32(0x1a2b3c4d),
      this.u16(major),
      this.u16(0),
      unknownLength,
      unknownLength,
    );
  }

  /** Interface description; options are ended here. */
  iface(linktype: number, snaplen = 0, ...options: Uint8Array[]): Uint8Array {
    const end = options.length > 0 ? this.option(0, new Uint8Array(0)) : new Uint8Array(0);
    return this.block(1, this.u16(linktype), this.u16(0), this.u32(snaplen), ...options, end);
  }

  private body(units: bigint, frame: Uint8Array): Uint8Array {
    const high = this.u32(Number(units >> 32n));
    const low = this.u32(Number(units & 0xffffffffn));
    return concat(high, low, this.u32(frame.length), this.u32(frame.length), this.pad(frame));
  }

  enhanced(iface: number, units: bigint, frame: Uint8Array, ...options: Uint8Array[]): Uint8Array {
    return this.block(6, this.u32(iface), this.body(units, frame), ...options);
  }

  /** The obsolete packet block. */
  old(iface: number, units: bigint, frame: Uint8Array): Uint8Array {
    return this.block(2, this.u16(iface), this.u16(0), this.body(units, frame));
  }

  simple(frame: Uint8Array, original = frame.length): Uint8Array {
    return this.block(3, this.u32(original), frame);
  }
}
