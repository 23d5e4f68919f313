import { firstIndex, WordColumn } from '../../base/column.ts';

/** Characters that are gathered before they become one string. */
const CHUNK = 1 << 16;

/** Many short texts in few long strings: they are kept without the text around them that they were cut from. */
export class TextPool {
  /** Where each text begins in its chunk. */
  private readonly from = new WordColumn();
  /** Number of the first text of each chunk. */
  private readonly firsts = new WordColumn(16);
  private readonly chunks: string[] = [];
  private open: string[] = [];
  private size = 0;

  get length(): number {
    return this.from.length;
  }

  push(text: string): void {
    if (this.open.length === 0) this.firsts.push(this.from.length);
    this.from.push(this.size);
    this.open.push(text);
    this.size += text.length;
    if (this.size >= CHUNK) this.close();
  }

  at(index: number): string {
    const chunk = firstIndex(0, this.firsts.length, (k) => this.firsts.at(k) > index) - 1;
    if (chunk === this.chunks.length) return this.open[index - this.firsts.at(chunk)];
    const last = chunk + 1 === this.firsts.length ? this.from.length : this.firsts.at(chunk + 1);
    const text = this.chunks[chunk];
    const end = index + 1 === last ? text.length : this.from.at(index + 1);
    return text.slice(this.from.at(index), end);
  }

  private close(): void {
    this.chunks.push(this.open.join(''));
    this.open = [];
    this.size = 0;
  }
}
