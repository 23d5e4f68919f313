import type { Message, MessageValue } from '../klog/message.ts';
import type { IpPacket } from '../packet/packet.ts';
import type { conn_key } from './ipvs/conn_tab.ts';
import type {
  ip_vs_conn,
  ip_vs_conn_param,
  ip_vs_dest,
  ip_vs_iphdr,
  ip_vs_seq,
  ip_vs_service,
} from './ipvs/ip_vs.ts';
import type { nf_conn, nf_conntrack_tuple } from './lib/nf_conntrack.ts';
import type { timer_list } from './lib/timer.ts';

/** Kernel objects whose fields the probe can watch. */
export type KernelObject = ip_vs_conn | ip_vs_dest | ip_vs_service | nf_conn;
export type FieldValue = number | string | boolean | ip_vs_seq | KernelObject | nf_conntrack_tuple | null;
/** What an inspector can open: watched objects and the parameters of a lookup. */
export type Scoped = KernelObject | ip_vs_iphdr | ip_vs_conn_param;

/** A place in the memory of a scheduler: a field of an object or an item of a list, before and after. */
export interface MemoryChange {
  readonly target: object;
  readonly key: string | number;
  readonly old: unknown;
  readonly value: unknown;
}

/** One field test of a chain walk, in the order in which the kernel tests them. */
export interface NodeComparison {
  readonly field: string;
  readonly left: string;
  readonly right: string;
  readonly equal: boolean;
}

/**
 * The one way out of the model. Kernel functions report what they do; the recorder, the log, breakpoints
 * and the flowchart are all probes. With `probe === null` nothing is formatted and nothing is allocated:
 * callers write `ipvs.probe?.enter(...)`, so that arguments are not even evaluated.
 */
export interface Probe {
  /** A kernel function begins; `args` as a reader would write them. */
  enter(fn: string, args: string): void;
  /** It ends; `result` in a few words (`NULL`, `cp`, `hit`, `NF_STOLEN`). */
  leave(result: string): void;
  /** A name comes into scope: `cp`, `ct`, `svc`, `dest`, `iph`, `param`. */
  scope(name: string, object: Scoped): void;
  /** A decision: the condition in C, the operands' values, the outcome. */
  branch(condition: string, operands: string, taken: boolean, note?: string): void;
  /** A chain walk begins at a bucket of the connection table, the one of `key`. */
  bucket(bucket: number, length: number, key: conn_key): void;
  /** A node of that chain was compared. */
  node(cp: ip_vs_conn, position: number, comparisons: readonly NodeComparison[]): void;
  /** A field got a new value (already stored). */
  write(object: KernelObject, field: string, old: FieldValue, value: FieldValue): void;
  /** An entry went to the head of its bucket, or left it from behind `prev` (null = it was the head). */
  hashed(cp: ip_vs_conn): void;
  unhashed(cp: ip_vs_conn, bucket: number, prev: ip_vs_conn | null): void;
  /**
   * `item` went into a list at `index`, or left it from there: servers of a service, services of a table, the trash.
   * `name` as the kernel would write it: `svc->destinations`.
   */
  list(name: string, list: KernelObject[], index: number, item: KernelObject, inserted: boolean): void;
  /**
   * Places of other state have changed: a scheduler's own memory (`svc->sched_data`), buffers and settings of sync
   * daemons. `owner` is what they belong to, `name` as the kernel would write it, `told` = how they changed, in words.
   */
  memory(owner: object, name: string, changes: readonly MemoryChange[], told: string): void;
  /** The host itself sends a packet of its own making: a sync message. */
  transmit(packet: IpPacket): void;
  /** A timer was armed, re-armed or deleted; `old` is what stood before. */
  timer(timer: timer_list, old: { expires: number; fires: number; slot: number }): void;
  /** printk; already filtered by debug_level. */
  log(message: Message, values: readonly MessageValue[]): void;
  /** Something worth a line that is not in C. */
  note(text: string, detail: string): void;
}
