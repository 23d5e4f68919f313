/** Numbers and texts of the packed form: varints of seven bits a byte, the lowest first, and UTF-8 with its length in front. */

/** What the eighth byte of a varint counts: no number here has a ninth. */
const LARGEST_SCALE = 128 ** 7;

/** What is wrong with packed bytes, and where. */
export class PackedFault extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class PackedWriter {
  private bytes = new Uint8Array(1024);
  private at = 0;

  /** A whole number from 0 to 2^53 - 1. */
  varint(value: number): void {
    let left = value;
    this.need(8);
    while (left >= 128) {
      this.bytes[this.at++] = (left % 128) | 128;
      left = Math.floor(left / 128);
    }
    this.bytes[this.at++] = left;
  }

  text(text: string): void {
    const bytes = encoder.encode(text);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.need(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  done(): Uint8Array {
    return this.bytes.slice(0, this.at);
  }

  private need(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.at + count));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** Reads what a {@link PackedWriter} wrote. @throws PackedFault at the first byte that cannot be. */
export class PackedReader {
  at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  varint(what: string): number {
    const from = this.at;
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (this.at >= this.bytes.length) throw new PackedFault(`${what} is cut off`, from);
      const byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER || scale > LARGEST_SCALE)
        throw new PackedFault(`${what} is larger than any number here`, from);
      if (byte < 128) return value;
    }
  }

  /** A number of things of which each takes at least one byte of what is left. */
  count(what: string): number {
    const from = this.at;
    const count = this.varint(`the number of ${what}`);
    if (count > this.bytes.length - this.at)
      throw new PackedFault(`there are said to be ${count} ${what}, more than the bytes that are left`, from);
    return count;
  }

  text(what: string): string {
    const length = this.count(`bytes of ${what}`);
    const from = this.at;
    this.at += length;
    try {
      return decoder.decode(this.bytes.subarray(from, this.at));
    } catch {
      throw new PackedFault(`${what} is no UTF-8 text`, from);
    }
  }

  end(): void {
    if (this.at < this.bytes.length)
      throw new PackedFault(`there are ${this.bytes.length - this.at} bytes behind the end`, this.at);
  }
}
