import type { Kernels } from './kernels.ts';
import type { RecordHead } from './store.ts';

/** Lines that one message can be wrapped over, and its length then. */
const MAX_ROWS = 6;
const MAX_LENGTH = 2048;
const MAX_VARIANTS = 16;
/** Mail wraps at words and keeps lines shorter than this; terminals cut at this column. */
const MAIL_WIDTH = 72;
const TERMINAL_WIDTH = 80;
/** Messages that end in words which are complete. */
const COMPLETE = /(?: hit|available|"|\)|\.)$/;

/** A line that may still belong to a message before it. */
export interface HeldLine extends RecordHead {
  readonly text: string;
}

const NONE: readonly HeldLine[] = [];

/** A message at the end of a line, until it is certain that the next lines do not continue it. */
export class Wrapped {
  /** Lines that may be the message's if more come. */
  held: readonly HeldLine[] = NONE;
  /** Lines that were joined to the first one. */
  joined = 0;
  private variants: readonly string[] | null = null;
  private complete: boolean | null = null;
  private width: number;

  /** @param width characters of the line that ends with `text` */
  constructor(
    readonly head: RecordHead,
    public text: string,
    width: number,
    private readonly kernels: Kernels,
  ) {
    this.width = width;
  }

  /**
   * Is the line part of the message? A line after which the message is not yet one is held until it is; lines that
   * are still {@link held} at the end stand for themselves.
   */
  takes(line: HeldLine): boolean {
    const text = line.text.replace(/^(?:> ?)+/, '').trim();
    this.complete ??= this.kernels.known(this.text) !== 0;
    if (this.complete && !this.mayGoOn(text)) return false;
    if (this.joined + this.held.length >= MAX_ROWS || this.text.length + text.length > MAX_LENGTH)
      return false;
    const joints = this.complete && this.width !== TERMINAL_WIDTH ? [' '] : [' ', ''];
    const tried = (this.variants ?? [this.text]).flatMap((start) =>
      joints.map((joint) => `${start}${joint}${text}`),
    );
    const found = tried.find((one) => this.kernels.known(one) !== 0);
    if (found === undefined) {
      if (this.complete) return false;
      this.variants = tried.slice(0, MAX_VARIANTS);
      this.held = [...this.held, line];
      return true;
    }
    this.joined += this.held.length + 1;
    this.held = NONE;
    this.text = found;
    this.variants = [found];
    this.complete = true;
    this.width = line.text.length;
    return true;
  }

  /** A whole message goes on only where its line was as long as lines get: the next word had no room. */
  private mayGoOn(next: string): boolean {
    if (COMPLETE.test(this.text) || this.width > TERMINAL_WIDTH) return false;
    const space = next.indexOf(' ');
    const word = space < 0 ? next.length : space;
    return this.width === TERMINAL_WIDTH || this.width + 1 + word > MAIL_WIDTH;
  }
}
