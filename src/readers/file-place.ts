import type { RawFrame } from '../packet/frame.ts';
import type { Origins } from '../packet/origins.ts';
import type { PacketStore } from '../packet/store.ts';
import type { FrameSink } from './records.ts';

/** Frames of the same time that are looked at for a duplicate. */
const LOOK_BACK = 64;

/** The place of one file in a store that several share. */
export class FilePlace implements FrameSink {
  duplicates = 0;
  /** Packets that are earlier than the one before them. */
  private count = 0;
  /** Row of the first packet. */
  private firstRow = -1;
  private earliest = Number.POSITIVE_INFINITY;
  private latest = Number.NEGATIVE_INFINITY;

  /** @param origins null = the file has the store for itself */
  constructor(
    private readonly store: PacketStore,
    private readonly origins: Origins | null,
    private readonly file: number,
  ) {}

  /** Packets go to the store without this place between. */
  get alone(): boolean {
    return this.origins === null;
  }

  get length(): number {
    return this.alone ? this.store.length : this.count;
  }

  get span(): readonly [number, number] | null {
    return this.count > 0 ? [this.earliest, this.latest] : null;
  }

  append(frame: RawFrame): void {
    const { store, origins } = this;
    const row = store.length;
    store.append(frame);
    const number = this.count++;
    const time = frame.sec + frame.nsec / 1e9;
    if (time < this.earliest) this.earliest = time;
    if (time > this.latest) this.latest = time;
    if (!origins) return;
    if (this.isKnown(row, frame, origins)) {
      store.dropLast();
      this.duplicates++;
      return;
    }
    if (this.firstRow < 0) this.firstRow = row;
    origins.append(row, this.file, number);
  }

  /** Only packets at the start of a file come without a time, so they stand together. */
  setTime(i: number, sec: number, nsec: number): void {
    this.store.setTime(this.firstRow + i, sec, nsec);
    this.earliest = Math.min(this.latest, sec + nsec / 1e9);
  }

  /** Another file holds the same frame at the same time. */
  private isKnown(row: number, { sec, nsec }: RawFrame, origins: Origins): boolean {
    const { store } = this;
    for (let before = row - 1; before >= 0 && before >= row - LOOK_BACK; before--) {
      if (store.nsec(before) !== nsec || store.sec(before) !== sec) return false;
      if (origins.fileOf(before) !== this.file && store.isSameFrame(before, row)) return true;
    }
    return false;
  }
}
