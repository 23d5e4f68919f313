import { Column, firstIndex, type Grouped, groupBy, RareWords, WordColumn } from '../base/column.ts';
import type { HookName } from '../kernel/lib/netfilter.ts';
import type { Endpoints } from './endpoints.ts';
import type { PacketInput, PacketInputList, Restore } from './program.ts';

const HOOKS: readonly HookName[] = ['LOCAL_IN', 'FORWARD', 'LOCAL_OUT'];
const HOOK_BITS = 2;

/** What one packet is to the kernel. `seen` is a number of `Endpoints`. */
export interface PacketRole {
  readonly hook: HookName;
  readonly packetType: number;
  readonly mark: number;
  readonly restore: Restore | null;
  readonly seen: number;
}

/**
 * The inputs that a capture holds as columns, five bytes each as long as nothing unusual is known of them. An input is
 * made when it is asked for.
 */
export class PacketInputs implements PacketInputList {
  private readonly packets = new WordColumn();
  private readonly ways = new Column(Uint8Array);
  private readonly marks = new RareWords();
  private readonly restores = new RareWords();
  private readonly seen = new RareWords();
  private readonly restoreIds = new Map<Restore, number>();
  private readonly restoreList: (Restore | null)[] = [null];
  /** Inputs that were seen again, and the packets that showed it. */
  private readonly copied = new WordColumn();
  private readonly copies = new WordColumn();
  private byInput: Grouped | null = null;
  /** Times never go back from one input to the next. */
  sorted = true;
  private lastNs = Number.NEGATIVE_INFINITY;

  /**
   * @param uptimeNs time of packet `i` as nanoseconds of uptime
   * @param endpoints what `seen` numbers stand for
   */
  constructor(
    private readonly uptimeNs: (packet: number) => number,
    private readonly endpoints: Endpoints,
  ) {}

  get length(): number {
    return this.packets.length;
  }

  push(packet: number, role: PacketRole): void {
    const timeNs = this.uptimeNs(packet);
    if (timeNs < this.lastNs) this.sorted = false;
    this.lastNs = timeNs;
    this.packets.push(packet);
    this.ways.push((role.packetType << HOOK_BITS) | HOOKS.indexOf(role.hook));
    this.marks.push(role.mark);
    this.restores.push(role.restore ? this.restoreId(role.restore) : 0);
    this.seen.push(role.seen);
  }

  /** Packet `copy` is a consequence of packet `packet`, and shows the server of number `seen`; 0 = none. */
  attach(packet: number, copy: number, seen: number): void {
    const input = firstIndex(0, this.length, (at) => this.packets.at(at) >= packet);
    if (input === this.length || this.packets.at(input) !== packet) return;
    this.copied.push(input);
    this.copies.push(copy);
    this.byInput = null;
    if (seen !== 0 && this.hookOf(input) === 'LOCAL_IN') this.seen.set(input, seen);
  }

  timeNs(index: number): number {
    return this.uptimeNs(this.packets.at(index));
  }

  packetOf(index: number): number {
    return this.packets.at(index);
  }

  at(index: number): PacketInput | undefined {
    if (index < 0) return this.length + index < 0 ? undefined : this.at(this.length + index);
    if (index >= this.length) return undefined;
    const packet = this.packets.at(index);
    return {
      kind: 'packet',
      timeNs: this.uptimeNs(packet),
      packet,
      hook: this.hookOf(index),
      mark: this.marks.at(index),
      packetType: this.ways.at(index) >> HOOK_BITS,
      restore: this.restoreList[this.restores.at(index)],
      seen: this.endpoints.of(this.seen.at(index)),
      copies: this.copies.length === 0 ? NO_COPIES : this.copiesOf(index),
    };
  }

  *[Symbol.iterator](): Iterator<PacketInput> {
    for (let i = 0; i < this.length; i++) yield this.at(i) as PacketInput;
  }

  private hookOf(index: number): HookName {
    return HOOKS[this.ways.at(index) & ((1 << HOOK_BITS) - 1)];
  }

  private restoreId(restore: Restore): number {
    const known = this.restoreIds.get(restore);
    if (known !== undefined) return known;
    this.restoreIds.set(restore, this.restoreList.length);
    return this.restoreList.push(restore) - 1;
  }

  private copiesOf(index: number): readonly number[] {
    this.byInput ??= groupBy(this.copied, this.length);
    const { offsets, rows } = this.byInput;
    const copies: number[] = [];
    for (let at = offsets[index]; at < offsets[index + 1]; at++) copies.push(this.copies.at(rows[at]));
    return copies;
  }
}

const NO_COPIES: readonly number[] = [];
