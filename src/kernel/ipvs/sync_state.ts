import type { InetAddr } from '../../base/inet.ts';
import type { Jiffies } from '../lib/jiffies.ts';
import type { timer_list } from '../lib/timer.ts';
import type { Probe } from '../probe.ts';

/** The state of synchronisation (ip_vs.h: struct ipvs_sync_daemon_cfg, ipvs_master_sync_state; ip_vs_sync.c). */

export const IP_VS_STATE_MASTER = 1;
export const IP_VS_STATE_BACKUP = 2;

/** struct ipvs_sync_daemon_cfg, with what the kernel fills in. */
export interface ipvs_sync_daemon_cfg {
  readonly mcast_ifn: string;
  readonly syncid: number;
  /** Bytes of a message at most. */
  readonly sync_maxlen: number;
  readonly mcast_group: InetAddr;
  readonly mcast_port: number;
  readonly mcast_ttl: number;
}

/** struct ip_vs_sync_buff: never changed, but replaced. */
export interface ip_vs_sync_buff {
  readonly firstuse: Jiffies;
  /** The message so far, header included. */
  readonly bytes: Uint8Array;
  /** How long it may become. */
  readonly end: number;
}

/** struct ipvs_master_sync_state: one thread of a master. */
export interface ipvs_master_sync_state {
  readonly id: number;
  sync_buff: ip_vs_sync_buff | null;
  /** Full buffers, the oldest first. */
  sync_queue: readonly ip_vs_sync_buff[];
  sync_queue_delay: number;
  /** When the thread last looked at its buffers. */
  looked_at: Jiffies;
  /** The thread's sleep; not armed while there is nothing to send. */
  readonly timer: timer_list;
  readonly master_wakeup_work: timer_list;
}

export interface SyncState {
  /** IP_VS_STATE_MASTER and IP_VS_STATE_BACKUP: daemons that run. */
  sync_state: number;
  threads_mask: number;
  mcfg: ipvs_sync_daemon_cfg | null;
  bcfg: ipvs_sync_daemon_cfg | null;
  /** Threads of the master; none = it does not run, or what it sends is not known. */
  ms: readonly ipvs_master_sync_state[];
}

export function sync_state_init(): SyncState {
  return { sync_state: 0, threads_mask: 0, mcfg: null, bcfg: null, ms: [] };
}

interface WithSync {
  readonly sync: SyncState;
  readonly probe: Probe | null;
}

/** Does this host send what happens to its entries? */
export function is_sync_master({ sync }: WithSync): boolean {
  return sync.ms.length > 0;
}

export function is_sync_backup({ sync }: WithSync): boolean {
  return (sync.sync_state & IP_VS_STATE_BACKUP) !== 0;
}

/** Stores a field of this state and tells the probe; `told` = what it is now. */
export function sync_set<T extends SyncState | ipvs_master_sync_state, K extends keyof T & string>(
  { probe, sync }: WithSync,
  object: T,
  field: K,
  value: T[K],
  told: (value: T[K]) => string = String,
): void {
  const old = object[field];
  object[field] = value;
  if (probe === null || old === value) return;
  const name = (object as object) === sync ? `ipvs->${field}` : `ms->${field}`;
  const change = { target: object, key: field, old, value };
  probe.memory(object, name, [change], value === null ? 'NULL' : told(value));
}
