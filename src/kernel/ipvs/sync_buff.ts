import { initialJiffies, type Jiffies } from '../lib/jiffies.ts';
import { granularity_of, mod_timer, timer_pending } from '../lib/timer.ts';
import type { netns_ipvs } from './netns_ipvs.ts';
import { SYNC_HEADER, SYNC_PROTO_VER } from './sync_message.ts';
import { SYNC_HEADER_V0 } from './sync_message_v0.ts';
import { type ip_vs_sync_buff, type ipvs_master_sync_state, sync_set } from './sync_state.ts';

/** The buffers of a master (ip_vs_sync.c), and when its thread looks at them. */

/** Buffers in the queue that wake the thread at once. */
export const IPVS_SYNC_WAKEUP_RATE = 8;
/** IPVS_SYNC_SEND_DELAY, IPVS_SYNC_CHECK_PERIOD, IPVS_SYNC_FLUSH_TIME in jiffies. */
export const send_delay = (hz: number): number => Math.max(Math.floor(hz / 50), 1);
export const check_period = (hz: number): number => hz;
export const flush_time = (hz: number): number => 2 * hz;

const view_of = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** `3 entries, 116 of 1472 bytes` */
export function buff_text({ bytes, end }: ip_vs_sync_buff): string {
  return `${bytes[0] || bytes[4]} entries, ${bytes.length} of ${end} bytes`;
}

/** ip_vs_sync_buff_create, ip_vs_sync_buff_create_v0: an empty message that has room for an entry of `len` bytes. */
export function ip_vs_sync_buff_create(ipvs: netns_ipvs, version: 0 | 1, len: number): ip_vs_sync_buff {
  const header = version === 1 ? SYNC_HEADER : SYNC_HEADER_V0;
  const bytes = new Uint8Array(header);
  bytes[1] = ipvs.sync.mcfg?.syncid ?? 0;
  view_of(bytes).setUint16(2, header);
  if (version === 1) bytes[5] = SYNC_PROTO_VER;
  const end = Math.max(len + header, ipvs.sync.mcfg?.sync_maxlen ?? 0);
  return { firstuse: ipvs.jiffies, bytes, end };
}

/** The buffer with one more entry of `len` bytes, behind `pad` bytes of nothing; `write` fills it in. */
export function appended(
  buff: ip_vs_sync_buff,
  version: 0 | 1,
  pad: number,
  len: number,
  write: (view: DataView, at: number) => void,
): ip_vs_sync_buff {
  const head = buff.bytes.length;
  const bytes = new Uint8Array(head + pad + len);
  bytes.set(buff.bytes);
  const view = view_of(bytes);
  write(view, head + pad);
  view.setUint16(2, bytes.length & 0xffff);
  bytes[version === 1 ? 4 : 0]++;
  return { ...buff, bytes };
}

/** When a sleep of a second ends that begins at `from`. */
function sleep_ends(ipvs: netns_ipvs, from: number): number {
  const { kind, depth, phase } = ipvs.timers;
  const expires = from + check_period(ipvs.params.hz) + phase;
  if (kind === 'cascading') return expires - phase;
  const granularity = granularity_of(check_period(ipvs.params.hz), depth);
  return (Math.floor(expires / granularity) + 1) * granularity - phase;
}

/** From one look of the thread to the next, once its sleeps begin and end on slots of the wheel. */
function look_period(ipvs: netns_ipvs, from: number): number {
  const first = sleep_ends(ipvs, from);
  return sleep_ends(ipvs, first) - first;
}

/**
 * The last look before now of a thread that sent at about `uptimeNs`, still to come; null = that is past. Sleeps end on
 * slots of the wheel, so the clock that stamped it may be off by half a slot.
 */
export function look_before(ipvs: netns_ipvs, uptimeNs: number): Jiffies | null {
  const { params, timers } = ipvs;
  const { hz } = params;
  const ticks = (uptimeNs * hz) / 1e9 + initialJiffies(hz) + timers.phase;
  const slot = timers.kind === 'cascading' ? 1 : granularity_of(check_period(hz), timers.depth);
  const known = Math.round(ticks / slot) * slot - timers.phase;
  if (known <= ipvs.jiffies) return null;
  const period = look_period(ipvs, known);
  return known - Math.ceil((known - ipvs.jiffies) / period) * period;
}

/**
 * Lets an idle thread look at its buffer when its sleep ends. In the kernel it wakes up every second; here only
 * while there is something to send, at the same instants.
 */
export function await_look(ipvs: netns_ipvs, ms: ipvs_master_sync_state): void {
  if (timer_pending(ms.timer)) return;
  const now = ipvs.jiffies;
  let look = sleep_ends(ipvs, ms.looked_at);
  const period = look_period(ipvs, ms.looked_at);
  if (look <= now) look += (Math.floor((now - look) / period) + 1) * period;
  // The wheel rounds up to the next slot.
  mod_timer(ipvs.timers, ms.timer, ipvs.timers.kind === 'cascading' ? look : look - 1, now);
}

/** sb_queue_tail: a full buffer waits for the thread; true = eight of them do, and it wakes up. */
export function sb_queue_tail(ipvs: netns_ipvs, ms: ipvs_master_sync_state): boolean {
  const sb = ms.sync_buff;
  sync_set(ipvs, ms, 'sync_buff', null);
  const most = ipvs.sysctl.sync_qlen_max;
  if (!sb || (most > 0 && ms.sync_queue.length >= most)) {
    ipvs.probe?.note('sync_queue_len', `${ms.sync_queue.length}, sync_qlen_max ${most}: thrown away`);
    return false;
  }
  const { hz } = ipvs.params;
  if (ms.sync_queue.length === 0 && !timer_pending(ms.master_wakeup_work)) {
    mod_timer(ipvs.timers, ms.master_wakeup_work, ipvs.jiffies + send_delay(hz), ipvs.jiffies);
  }
  sync_set(ipvs, ms, 'sync_queue', [...ms.sync_queue, sb], (queue) => `${queue.length} buffers`);
  sync_set(ipvs, ms, 'sync_queue_delay', ms.sync_queue_delay + 1);
  return ms.sync_queue_delay === IPVS_SYNC_WAKEUP_RATE;
}

/** sb_dequeue and get_curr_sync_buff: what is to be sent next, or null. */
export function next_sync_buff(ipvs: netns_ipvs, ms: ipvs_master_sync_state): ip_vs_sync_buff | null {
  const [first] = ms.sync_queue;
  if (first) {
    sync_set(ipvs, ms, 'sync_queue', ms.sync_queue.slice(1), (queue) => `${queue.length} buffers`);
    if (ms.sync_queue.length === 0) sync_set(ipvs, ms, 'sync_queue_delay', 0);
    return first;
  }
  const sb = ms.sync_buff;
  if (!sb || ipvs.jiffies - sb.firstuse < flush_time(ipvs.params.hz)) return null;
  sync_set(ipvs, ms, 'sync_buff', null);
  return sb;
}
