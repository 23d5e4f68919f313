import { LINE_CAP } from './lines.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
const NEWLINE = 10;

/** Where a text begins: its line from 1 and its byte. */
export interface Place {
  line: number;
  offset: number;
}

export interface JsonTaker {
  object(text: string, place: Place): void;
  /** A line, or a piece of one, that is in no object. `cut` = it goes on without end. */
  loose(text: string, place: Place, cut: boolean): void;
}

/** What stands between objects: commas and brackets, and the key of `dmesg -J`. */
const BETWEEN = /^[\s,[\]{}]*(?:\{\s*"dmesg"\s*:\s*\[\s*)?$/;

/**
 * Finds the innermost objects of JSON text that comes in pieces: the records of `dmesg -J` and of
 * `journalctl -o json-pretty`, on one line or many. Text in between is given line by line.
 */
export class JsonObjects {
  private readonly decoder = new TextDecoder();
  /** Everything behind the last object. */
  private readonly buffer = new Uint8Array(LINE_CAP);
  private size = 0;
  /** Where the last brace opened in the buffer; -1 = nowhere. */
  private open = -1;
  private inString = false;
  private escaped = false;
  /** Of the buffer's first byte, of the open brace, and of the next byte. */
  private first: Place = { line: 1, offset: 0 };
  private brace: Place = { line: 1, offset: 0 };
  private readonly next: Place = { line: 1, offset: 0 };

  constructor(private readonly taker: JsonTaker) {}

  get lines(): number {
    return this.next.line;
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === OPEN && !this.inString) {
        this.open = this.size;
        this.brace = { ...this.next };
      }
      this.buffer[this.size++] = byte;
      this.next.offset++;
      this.step(byte);
      if (this.size === LINE_CAP) this.giveLoose(this.size, true);
    }
  }

  end(): void {
    this.giveLoose(this.size, false);
  }

  private step(byte: number): void {
    if (byte === NEWLINE) {
      this.next.line++;
      this.inString = false;
      this.escaped = false;
    } else if (this.escaped) this.escaped = false;
    else if (this.inString && byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) this.inString = !this.inString;
    else if (byte === CLOSE && !this.inString && this.open >= 0) {
      const { open, size, brace } = this;
      this.giveLoose(open, false);
      this.taker.object(this.decoder.decode(this.buffer.subarray(open, size)), brace);
    }
  }

  /** Gives what stands in front of `end` and empties the buffer. */
  private giveLoose(end: number, full: boolean): void {
    const text = this.decoder.decode(this.buffer.subarray(0, end));
    const place = { ...this.first };
    this.size = 0;
    this.open = -1;
    this.first = { ...this.next };
    if (BETWEEN.test(text)) return;
    let from = 0;
    for (let at = 0; at < end; at = from) {
      const newline = this.buffer.subarray(0, end).indexOf(NEWLINE, at);
      from = newline < 0 ? end : newline + 1;
      const line = this.decoder.decode(this.buffer.subarray(at, newline < 0 ? end : newline));
      if (!BETWEEN.test(line)) this.taker.loose(line.replace(/\r$/, ''), { ...place }, full && newline < 0);
      place.line++;
      place.offset += from - at;
    }
  }
}
