import { formatEndpoint } from '../base/inet.ts';
import type { conn_key } from '../kernel/ipvs/conn_tab.ts';
import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import type { timer_list } from '../kernel/lib/timer.ts';
import type { FieldValue, KernelObject, MemoryChange, NodeComparison, Scoped } from '../kernel/probe.ts';
import { formatMessage, type Message, type MessageValue } from '../klog/message.ts';
import type { IpPacket } from '../packet/packet.ts';
import { StepProbe } from './step-probe.ts';

/** What a step did to the machine, so that it can be taken back and done again. */
export type Effect =
  | {
      readonly op: 'write';
      readonly object: KernelObject;
      readonly field: string;
      readonly old: FieldValue;
      readonly value: FieldValue;
    }
  | { readonly op: 'hashed'; readonly cp: ip_vs_conn; readonly bucket: number }
  | {
      readonly op: 'unhashed';
      readonly cp: ip_vs_conn;
      readonly bucket: number;
      readonly prev: ip_vs_conn | null;
    }
  | {
      readonly op: 'list';
      readonly list: KernelObject[];
      readonly index: number;
      readonly item: KernelObject;
      readonly inserted: boolean;
    }
  | {
      readonly op: 'memory';
      readonly changes: readonly MemoryChange[];
    }
  | {
      readonly op: 'timer';
      readonly timer: timer_list;
      readonly old: TimerState;
      readonly value: TimerState;
    };

export interface TimerState {
  readonly expires: number;
  readonly fires: number;
  readonly slot: number;
}

/** A step as it was reported; texts of objects are made later. */
export interface RawStep {
  readonly number: number;
  readonly depth: number;
  readonly kind: 'call' | 'branch' | 'bucket' | 'node' | 'write' | 'log' | 'timer' | 'note';
  text: string;
  detail: string;
  result: string;
  /** Last step inside a call. */
  end: number;
  readonly taken?: boolean;
  readonly comparisons?: readonly NodeComparison[];
  readonly bucket?: number;
  /** What is looked up in the bucket. */
  readonly key?: conn_key;
  readonly object?: KernelObject;
  readonly effect?: Effect;
  readonly level?: number;
  /** With `IPVS: ` in front, for log steps. */
  readonly prefix?: boolean;
  /** Name of the message in the catalogue, for log steps. */
  readonly message?: string;
}

/** A name that came into scope before step `number + 1`. */
export interface ScopeEntry {
  readonly number: number;
  readonly name: string;
  readonly object: Scoped;
}

const stateOf = (timer: timer_list): TimerState => ({
  expires: timer.expires,
  fires: timer.fires,
  slot: timer.slot,
});

/** Records every step of one event. */
export class Recorder extends StepProbe {
  rawSteps: RawStep[] = [];
  scopes: ScopeEntry[] = [];
  private calls: RawStep[] = [];

  override begin(): void {
    super.begin();
    this.rawSteps = [];
    this.scopes = [];
    this.calls = [];
  }

  private push(
    step: Omit<RawStep, 'number' | 'depth' | 'end' | 'detail' | 'result'> & Partial<RawStep>,
  ): RawStep {
    const made: RawStep = {
      detail: '',
      result: '',
      ...step,
      number: this.step,
      depth: this.calls.length,
      end: this.step,
    };
    this.rawSteps.push(made);
    return made;
  }

  override enter(fn: string, args: string): void {
    super.enter(fn, args);
    this.calls.push(this.push({ kind: 'call', text: fn, detail: args }));
  }

  override leave(result: string): void {
    super.leave(result);
    const call = this.calls.pop();
    if (!call) return;
    call.result = result;
    call.end = this.step;
  }

  override scope(name: string, object: Scoped): void {
    super.scope(name, object);
    this.scopes.push({ number: this.step, name, object });
  }

  override branch(condition: string, operands: string, taken: boolean): void {
    super.branch(condition, operands, taken);
    this.push({ kind: 'branch', text: condition, detail: operands, result: String(taken), taken });
  }

  override bucket(bucket: number, length: number, key: conn_key): void {
    super.bucket(bucket, length, key);
    const result = length === 0 ? 'empty' : `${length} ${length === 1 ? 'node' : 'nodes'}`;
    this.push({
      kind: 'bucket',
      text: `bucket 0x${bucket.toString(16).padStart(3, '0')}`,
      result,
      bucket,
      key,
    });
  }

  override node(cp: ip_vs_conn, position: number, comparisons: readonly NodeComparison[]): void {
    super.node(cp, position, comparisons);
    const failed = comparisons.find(({ equal }) => !equal);
    const result = failed
      ? `${failed.field} ${failed.left} != ${failed.right}`
      : `equal, ${comparisons.length} of ${comparisons.length}`;
    this.push({ kind: 'node', text: `node ${position}`, result, comparisons, bucket: cp.bucket, object: cp });
  }

  override write(object: KernelObject, field: string, old: FieldValue, value: FieldValue): void {
    super.write(object, field, old, value);
    this.push({ kind: 'write', text: field, object, effect: { op: 'write', object, field, old, value } });
  }

  override hashed(cp: ip_vs_conn): void {
    super.hashed(cp);
    const { bucket } = cp;
    this.push({ kind: 'write', text: 'c_list', object: cp, bucket, effect: { op: 'hashed', cp, bucket } });
  }

  override unhashed(cp: ip_vs_conn, bucket: number, prev: ip_vs_conn | null): void {
    super.unhashed(cp, bucket, prev);
    this.push({
      kind: 'write',
      text: 'c_list',
      object: cp,
      bucket,
      effect: { op: 'unhashed', cp, bucket, prev },
    });
  }

  override list(
    name: string,
    list: KernelObject[],
    index: number,
    item: KernelObject,
    inserted: boolean,
  ): void {
    super.list(name, list, index, item, inserted);
    let end = '';
    if ('addr' in item) end = formatEndpoint(item.addr, item.port);
    else if (item.kind === 'nf_conn') end = formatEndpoint(item.original.src, item.original.src_all);
    this.push({
      kind: 'write',
      text: name,
      detail: `${end} ${inserted ? 'added' : 'taken out'}`,
      object: item,
      effect: { op: 'list', list, index, item, inserted },
    });
  }

  override memory(owner: object, name: string, changes: readonly MemoryChange[], told: string): void {
    super.memory(owner, name, changes, told);
    const object = 'kind' in owner ? (owner as KernelObject) : undefined;
    this.push({ kind: 'write', text: name, detail: told, object, effect: { op: 'memory', changes } });
  }

  override transmit(packet: IpPacket): void {
    super.transmit(packet);
    const { transport, daddr, length } = packet;
    const port = 'dport' in transport ? transport.dport : 0;
    this.push({ kind: 'note', text: 'sent', detail: `${formatEndpoint(daddr, port)}, ${length} bytes` });
  }

  override timer(timer: timer_list, old: TimerState): void {
    super.timer(timer, old);
    const object = timer.kind === 'conn' ? (timer.owner as ip_vs_conn) : undefined;
    this.push({
      kind: 'timer',
      text: timer.kind === 'sched_periodic' ? 'tbl->periodic_timer' : 'timer',
      object,
      effect: { op: 'timer', timer, old, value: stateOf(timer) },
    });
  }

  override log(message: Message, values: readonly MessageValue[]): void {
    super.log(message, values);
    const text = formatMessage(message, values);
    const { fn, level, prefix, id } = message;
    this.push({ kind: 'log', text, detail: fn, level, prefix, message: id });
  }

  override note(text: string, detail: string): void {
    super.note(text, detail);
    this.push({ kind: 'note', text, detail });
  }
}
