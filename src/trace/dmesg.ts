import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { uptimeOf } from '../kernel/lib/jiffies.ts';
import type { Probe } from '../kernel/probe.ts';
import { formatMessage, type Message, type MessageValue } from '../klog/message.ts';

/** A probe that ignores everything; others override what they need. */
export class NullProbe implements Probe {
  enter(_fn: string, _args: string): void {}
  leave(_result: string): void {}
  scope(): void {}
  branch(_condition: string, _operands: string, _taken: boolean, _note?: string): void {}
  bucket(_bucket: number, _length: number): void {}
  node(): void {}
  write(): void {}
  hashed(): void {}
  unhashed(): void {}
  list(): void {}
  memory(): void {}
  transmit(): void {}
  timer(): void {}
  log(_message: Message, _values: readonly MessageValue[]): void {}
  note(_text: string, _detail: string): void {}
}

/** `[    4.000000] IPVS: ...`, as dmesg prints it; the stamp is uptime. */
export function dmesgLine(uptime: number, message: Message, values: readonly MessageValue[]): string {
  const text = formatMessage(message, values);
  return `[${uptime.toFixed(6).padStart(12)}] ${message.prefix ? 'IPVS: ' : ''}${text}`;
}

/** Uptime as the kernel stamps its log with it: of the last tick, or of the clock. */
export function log_uptime({ params, now_ns, jiffies }: netns_ipvs): number {
  return params.profile.log_clock === 'nanoseconds' ? now_ns / 1e9 : uptimeOf(params.hz, jiffies);
}

/** Collects the lines that the model's kernel prints. */
export class DmesgProbe extends NullProbe {
  readonly lines: string[] = [];

  constructor(private readonly ipvs: netns_ipvs) {
    super();
  }

  override log(message: Message, values: readonly MessageValue[]): void {
    this.lines.push(dmesgLine(log_uptime(this.ipvs), message, values));
  }
}
