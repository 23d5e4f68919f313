import { LINE_CAP, type TakeLine } from './lines.ts';

/** Lines of UTF-16 text, as Windows pastes it. Offsets are bytes of the file. */
export class Utf16Lines {
  private readonly decoder: TextDecoder;
  private carry = '';
  /** Characters of the open line, those beyond the cap included. */
  private open = 0;
  private offset = 0;

  constructor(
    private readonly take: TakeLine,
    order: 'le' | 'be',
  ) {
    this.decoder = new TextDecoder(`utf-16${order}`, { ignoreBOM: true });
  }

  push(bytes: Uint8Array): void {
    this.text(this.decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.text(this.decoder.decode());
    if (this.open > 0) this.flush(false);
  }

  private text(text: string): void {
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      this.keep(text.slice(from, to));
      this.flush(true);
      from = to + 1;
    }
    this.keep(text.slice(from));
  }

  private keep(text: string): void {
    this.open += text.length;
    this.carry += text.slice(0, Math.max(0, LINE_CAP / 2 - this.carry.length));
  }

  private flush(ended: boolean): void {
    const line = this.carry.endsWith('\r') ? this.carry.slice(0, -1) : this.carry;
    this.take(line, this.offset, this.open > LINE_CAP / 2 ? this.open * 2 : 0, ended);
    this.offset += (this.open + (ended ? 1 : 0)) * 2;
    this.carry = '';
    this.open = 0;
  }
}
