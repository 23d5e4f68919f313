import { LINE_CAP } from './lines.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
const NEWLINE = 10;

/** Takes the text of an object; `line` and `offset` of its brace; `cut` = its length in bytes if it was too long, else 0. */
export type TakeObject = (text: string, line: number, offset: number, cut: number) => void;

/**
 * Finds the innermost objects of JSON text that comes in pieces: the records of `dmesg -J` and of
 * `journalctl -o json`, on one line or many.
 */
export class JsonObjects {
  private readonly decoder = new TextDecoder();
  private buffer = new Uint8Array(4096);
  /** Bytes of the open object; -1 = none is open. */
  private size = -1;
  private inString = false;
  private escaped = false;
  private offset = 0;
  private line = 1;
  private startOffset = 0;
  private startLine = 1;

  constructor(private readonly take: TakeObject) {}

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === OPEN && !this.inString) this.start();
      if (this.size >= 0) this.keep(byte);
      this.byte(byte);
      this.offset++;
    }
  }

  end(): void {
    if (this.size > 0) this.take(this.text(), this.startLine, this.startOffset, this.size);
    this.size = -1;
  }

  get lines(): number {
    return this.line;
  }

  private byte(byte: number): void {
    if (byte === NEWLINE) {
      this.line++;
      this.inString = false;
      this.escaped = false;
    } else if (this.escaped) this.escaped = false;
    else if (this.inString && byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.inString = !this.inString;
    else if (byte === CLOSE && !this.inString && this.size > 0) {
      this.take(this.text(), this.startLine, this.startOffset, this.size > LINE_CAP ? this.size : 0);
      this.size = -1;
    }
  }

  private start(): void {
    this.size = 0;
    this.startOffset = this.offset;
    this.startLine = this.line;
  }

  private keep(byte: number): void {
    if (this.size < LINE_CAP) {
      if (this.size === this.buffer.length) {
        const larger = new Uint8Array(this.buffer.length * 2);
        larger.set(this.buffer);
        this.buffer = larger;
      }
      this.buffer[this.size] = byte;
    }
    this.size++;
  }

  private text(): string {
    return this.decoder.decode(this.buffer.subarray(0, Math.min(this.size, LINE_CAP)));
  }
}
