import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import type { timer_list } from '../kernel/lib/timer.ts';
import type { FieldValue, KernelObject, Probe, Scoped } from '../kernel/probe.ts';
import type { Message, MessageValue } from '../klog/message.ts';
import type { ParsedMessage } from '../klog/parse.ts';
import type { IpPacket } from '../packet/packet.ts';

/**
 * Stands between the kernel's functions and the probe while a log is followed. What the functions would print
 * gives way to the line of the log, at the place where they print it; how they looked something up and decided
 * is not in the log, so chain walks and branches are left out.
 */
export class TellingProbe implements Probe {
  private line: ParsedMessage | null = null;

  constructor(private readonly to: Probe) {}

  /** The line that the next functions carry out. */
  begin(line: ParsedMessage): void {
    this.line = line;
  }

  /** Prints the line if no function has come to it. */
  end(): void {
    if (this.line) this.to.log(this.line.message, this.line.values);
    this.line = null;
  }

  log(message: Message, _values: readonly MessageValue[]): void {
    if (this.line?.message !== message) return;
    this.end();
  }

  enter(fn: string, args: string): void {
    this.to.enter(fn, args);
  }

  leave(result: string): void {
    this.to.leave(result);
  }

  scope(name: string, object: Scoped): void {
    this.to.scope(name, object);
  }

  branch(): void {}
  bucket(): void {}
  node(): void {}

  write(object: KernelObject, field: string, old: FieldValue, value: FieldValue): void {
    this.to.write(object, field, old, value);
  }

  hashed(cp: ip_vs_conn): void {
    this.to.hashed(cp);
  }

  unhashed(cp: ip_vs_conn, bucket: number, prev: ip_vs_conn | null): void {
    this.to.unhashed(cp, bucket, prev);
  }

  list(name: string, list: KernelObject[], index: number, item: KernelObject, inserted: boolean): void {
    this.to.list(name, list, index, item, inserted);
  }

  memory(...args: Parameters<Probe['memory']>): void {
    this.to.memory(...args);
  }

  transmit(packet: IpPacket): void {
    this.to.transmit(packet);
  }

  timer(timer: timer_list, old: { expires: number; fires: number; slot: number }): void {
    this.to.timer(timer, old);
  }

  note(text: string, detail: string): void {
    this.to.note(text, detail);
  }
}
