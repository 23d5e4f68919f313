import { type InetAddr, parseIn4 } from '../../base/inet.ts';
import { sync as M } from '../../klog/linux-6.12.ts';
import { del_timer, timer_setup } from '../lib/timer.ts';
import { type netns_ipvs, printk } from './netns_ipvs.ts';
import { look_before } from './sync_buff.ts';
import {
  IP_VS_STATE_BACKUP,
  IP_VS_STATE_MASTER,
  type ipvs_master_sync_state,
  type ipvs_sync_daemon_cfg,
  sync_set,
} from './sync_state.ts';

/** Sync daemons come and go (ip_vs_sync.c: start_sync_thread, stop_sync_thread). */
const IP_VS_SYNC_GROUP = parseIn4('224.0.0.81') ?? 0;
export const IP_VS_SYNC_PORT = 8848;
const SYNC_CONN_BYTES = 24;
const PORTS_MAX = 64;
/** MTU of the interface, and what a backup reads at least. */
const MTU = 1500;
const LEAST_BACKUP_BYTES = 1024;
/** Process ids are nobody's business here. */
const PID = '?';

export type SyncRole = 'master' | 'backup';
const STATE = { master: IP_VS_STATE_MASTER, backup: IP_VS_STATE_BACKUP } as const;

/** What was asked for; 0 and null = the kernel's own choice. */
export type DaemonAsked = Omit<ipvs_sync_daemon_cfg, 'mcast_group'> & {
  readonly mcast_group: InetAddr | null;
};

/** departs: interfaces are not known; each exists, with an MTU of 1500. */
function completed(asked: DaemonAsked, role: SyncRole): ipvs_sync_daemon_cfg {
  const mcast_group = asked.mcast_group ?? IP_VS_SYNC_GROUP;
  const headers = (typeof mcast_group === 'number' ? 20 : 40) + 8;
  const least = role === 'backup' ? LEAST_BACKUP_BYTES : 1;
  const given = Math.min(Math.max(asked.sync_maxlen, least), 65535 - headers);
  return {
    ...asked,
    sync_maxlen: asked.sync_maxlen ? given : MTU - headers,
    mcast_group,
    mcast_port: asked.mcast_port || IP_VS_SYNC_PORT,
    mcast_ttl: asked.mcast_ttl || 1,
  };
}

function thread_init(ipvs: netns_ipvs, id: number): ipvs_master_sync_state {
  const { sync_seen_ns } = ipvs.params;
  const known = sync_seen_ns === null ? null : look_before(ipvs, sync_seen_ns);
  const ms: ipvs_master_sync_state = {
    id,
    sync_buff: null,
    sync_queue: [],
    sync_queue_delay: 0,
    looked_at: known ?? ipvs.jiffies,
    timer: timer_setup('sync_thread', null),
    master_wakeup_work: timer_setup('master_wakeup_work', null),
  };
  ms.timer.owner = ms;
  ms.master_wakeup_work.owner = ms;
  return ms;
}

/** How many threads: sync_ports counts when the first daemon starts. */
function thread_count(ipvs: netns_ipvs): number {
  const { sync } = ipvs;
  if (sync.sync_state) return sync.threads_mask + 1;
  const count = Math.min(Math.max(ipvs.sysctl.sync_ports, 1), PORTS_MAX);
  sync_set(ipvs, sync, 'threads_mask', count - 1);
  return count;
}

/** start_sync_thread: false = it runs already. */
export function start_sync_thread(ipvs: netns_ipvs, role: SyncRole, asked: DaemonAsked): boolean {
  const { sync } = ipvs;
  if (ipvs.probe) {
    printk(ipvs, M.start, PID);
    printk(ipvs, M.entry_size, SYNC_CONN_BYTES);
  }
  const count = thread_count(ipvs);
  if (sync.sync_state & STATE[role]) return false;
  const cfg = completed(asked, role);
  const source = ipvs.params.route_source;
  const binds = role === 'master' && source !== null && typeof cfg.mcast_group === 'number';
  sync_set(ipvs, sync, role === 'master' ? 'mcfg' : 'bcfg', cfg, () => `${role} on ${cfg.mcast_ifn}`);
  for (let id = 0; id < count && ipvs.probe; id++) {
    if (binds) printk(ipvs, M.binding, cfg.mcast_ifn, source);
    printk(ipvs, M.started, role.toUpperCase(), cfg.mcast_ifn, cfg.syncid, id);
  }
  if (role === 'master' && ipvs.params.profile.sends_sync) {
    const threads = Array.from({ length: count }, (_, id) => thread_init(ipvs, id));
    sync_set(ipvs, sync, 'ms', threads, () => `${count} threads`);
  }
  sync_set(ipvs, sync, 'sync_state', sync.sync_state | STATE[role]);
  return true;
}

/** stop_sync_thread: false = there is none. What a master has not sent is lost. */
export function stop_sync_thread(ipvs: netns_ipvs, role: SyncRole): boolean {
  const { sync } = ipvs;
  if (ipvs.probe) printk(ipvs, M.stop, PID);
  if (!(sync.sync_state & STATE[role])) return false;
  sync_set(ipvs, sync, 'sync_state', sync.sync_state & ~STATE[role]);
  for (let id = sync.threads_mask; id >= 0 && ipvs.probe; id--) printk(ipvs, M.stopping, role, PID);
  if (role === 'backup') return true;
  for (const ms of sync.ms) {
    del_timer(ipvs.timers, ms.timer);
    del_timer(ipvs.timers, ms.master_wakeup_work);
  }
  sync_set(ipvs, sync, 'ms', [], () => 'no threads');
  return true;
}
