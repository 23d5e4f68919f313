import type { timer_list } from '../lib/timer.ts';
import type { ip_vs_conn } from './ip_vs.ts';

/** Written out, field by field in the order of ip_vs_conn_new: JavaScript engines then treat copies like originals. */
export function conn_copy(cp: ip_vs_conn): ip_vs_conn {
  return {
    kind: 'ip_vs_conn',
    uid: cp.uid,
    c_next: cp.c_next,
    c_prev: cp.c_prev,
    bucket: cp.bucket,
    cport: cp.cport,
    dport: cp.dport,
    vport: cp.vport,
    af: cp.af,
    caddr: cp.caddr,
    vaddr: cp.vaddr,
    daddr: cp.daddr,
    flags: cp.flags,
    protocol: cp.protocol,
    refcnt: cp.refcnt,
    timer: timer_copy(cp.timer),
    timeout: cp.timeout,
    state: cp.state,
    old_state: cp.old_state,
    fwmark: cp.fwmark,
    control: cp.control,
    n_control: cp.n_control,
    dest: cp.dest,
    in_pkts: cp.in_pkts,
    sync_endtime: cp.sync_endtime,
    in_seq: cp.in_seq,
    out_seq: cp.out_seq,
    pe: cp.pe,
    pe_data: cp.pe_data,
    app: cp.app,
    app_data: cp.app_data,
    packet_xmit: cp.packet_xmit,
  };
}

function timer_copy({ kind, owner, expires, fires, slot, next, prev }: timer_list): timer_list {
  return { kind, owner, expires, fires, slot, next, prev };
}
