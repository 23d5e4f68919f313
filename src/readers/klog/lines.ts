/** Lines longer than this are cut: no kernel prints such (LOG_LINE_MAX is 1 KiB), binary data does. */
export const LINE_CAP = 1 << 16;
const BLOCK = 1 << 20;
const NEWLINE = 10;

/** Takes a line without its end (`\n`, `\r\n`); `offset` = of its first byte. `cut` = its length in bytes if it was cut, else 0. */
export type TakeLine = (text: string, offset: number, cut: number, ended: boolean) => void;

/** Splits UTF-8 bytes that come in pieces of any size into lines; bytes that are no UTF-8 become U+FFFD. */
export class Lines {
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Start of a line whose end has not come, up to the cap. */
  private carry = new Uint8Array(1024);
  private carried = 0;
  /** Bytes of that line, those beyond the cap included. */
  private open = 0;
  /** Offset of the first byte not taken yet. */
  private offset = 0;

  constructor(private readonly take: TakeLine) {}

  push(bytes: Uint8Array): void {
    let at = 0;
    if (this.open > 0) {
      const end = bytes.indexOf(NEWLINE);
      at = end < 0 ? bytes.length : end + 1;
      this.keep(bytes.subarray(0, end < 0 ? at : end));
      if (end < 0) return;
      this.flush(true);
    }
    while (at < bytes.length) {
      const limit = Math.min(bytes.length, at + BLOCK);
      const last = bytes.subarray(at, limit).lastIndexOf(NEWLINE);
      if (last >= 0) {
        this.block(bytes.subarray(at, at + last + 1));
        at += last + 1;
        continue;
      }
      const end = bytes.indexOf(NEWLINE, at);
      this.keep(bytes.subarray(at, end < 0 ? bytes.length : end));
      if (end < 0) return;
      this.flush(true);
      at = end + 1;
    }
  }

  end(): void {
    if (this.open > 0) this.flush(false);
  }

  /** Whole lines, decoded together. A character never spans a line end, so both count the same lines. */
  private block(bytes: Uint8Array): void {
    const text = this.decoder.decode(bytes);
    const alike = text.length === bytes.length;
    let from = 0;
    let at = 0;
    while (at < bytes.length) {
      const to = text.indexOf('\n', from);
      const end = alike ? to : bytes.indexOf(NEWLINE, at);
      if (end - at > LINE_CAP)
        this.give(this.decoder.decode(bytes.subarray(at, at + LINE_CAP)), end - at, true);
      else this.give(text.slice(from, to), 0, true);
      this.offset += end + 1 - at;
      at = end + 1;
      from = to + 1;
    }
  }

  private give(text: string, cut: number, ended: boolean): void {
    let end = text.length;
    while (end > 0 && text.charCodeAt(end - 1) === 13) end--;
    this.take(text.slice(0, end), this.offset, cut, ended);
  }

  private keep(bytes: Uint8Array): void {
    this.open += bytes.length;
    const wanted = bytes.subarray(0, Math.max(0, LINE_CAP - this.carried));
    const total = this.carried + wanted.length;
    if (total > this.carry.length) {
      const larger = new Uint8Array(Math.max(total, this.carry.length * 2));
      larger.set(this.carry.subarray(0, this.carried));
      this.carry = larger;
    }
    this.carry.set(wanted, this.carried);
    this.carried = total;
  }

  private flush(ended: boolean): void {
    const text = this.decoder.decode(this.carry.subarray(0, this.carried));
    this.give(text, this.open > LINE_CAP ? this.open : 0, ended);
    this.offset += this.open + (ended ? 1 : 0);
    this.carried = 0;
    this.open = 0;
  }
}
