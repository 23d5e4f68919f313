import { formatEndpoint, type InetAddr } from '../../base/inet.ts';
import { conn as M } from '../../klog/linux-6.12.ts';
import {
  IP_VS_CONN_F_FWD_MASK,
  IP_VS_CONN_F_INACTIVE,
  IP_VS_CONN_F_NOOUTPUT,
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_CONN_F_SYNC,
  type ip_vs_conn,
  type ip_vs_dest,
  ip_vs_fwd_tag,
  is_template,
} from './ip_vs.ts';
import { IPPROTO_UDP, ip_vs_proto_name } from './ip_vs_proto.ts';
import { type netns_ipvs, printk, set, set_flags } from './netns_ipvs.ts';
import { ip_vs_dest_update_overload, overload_at_bind, overload_at_unbind } from './overload.ts';

/** The tie between an entry and its real server (ip_vs_conn.c): counts, references, thresholds. */

function bind_values(cp: ip_vs_conn, dest: ip_vs_dest): [string, ...(string | number | InetAddr)[]] {
  return [
    ip_vs_proto_name(cp.protocol),
    cp.caddr,
    cp.cport,
    cp.vaddr,
    cp.vport,
    cp.daddr,
    cp.dport,
    ip_vs_fwd_tag(cp),
    cp.state,
    cp.flags,
    cp.refcnt,
    dest.refcnt,
  ];
}

/** ip_vs_bind_dest: the entry inherits the server's method and is counted there; a synced one keeps its activity. */
export function ip_vs_bind_dest(ipvs: netns_ipvs, cp: ip_vs_conn, dest: ip_vs_dest | null): void {
  if (!dest) return;
  const probe = ipvs.probe;
  probe?.enter('ip_vs_bind_dest', formatEndpoint(dest.addr, dest.port));
  probe?.scope('dest', dest);
  set(ipvs, dest, 'refcnt', dest.refcnt + 1);
  let conn_flags = dest.conn_flags;
  let { flags } = cp;
  const synced = (flags & IP_VS_CONN_F_SYNC) !== 0;
  if (cp.protocol !== IPPROTO_UDP || is_template(cp) || synced) conn_flags &= ~IP_VS_CONN_F_ONE_PACKET;
  if (synced) {
    if (!is_template(cp)) conn_flags &= ~IP_VS_CONN_F_INACTIVE;
    flags &= ~(IP_VS_CONN_F_FWD_MASK | IP_VS_CONN_F_NOOUTPUT);
  }
  set_flags(ipvs, cp, flags | conn_flags);
  set(ipvs, cp, 'dest', dest);
  const thresholds_early = ipvs.params.profile.overload_ends_at_unbind;
  if (probe) printk(ipvs, M.bind_dest, ...bind_values(cp, dest));
  if (is_template(cp)) {
    set(ipvs, dest, 'persistconns', dest.persistconns + 1);
  } else {
    if (cp.flags & IP_VS_CONN_F_INACTIVE) set(ipvs, dest, 'inactconns', dest.inactconns + 1);
    else set(ipvs, dest, 'activeconns', dest.activeconns + 1);
    if (!thresholds_early && dest.activeconns + dest.inactconns === dest.u_threshold)
      ip_vs_dest_update_overload(ipvs, dest, 1);
  }
  if (thresholds_early) overload_at_bind(ipvs, dest);
  probe?.leave('');
}

/** ip_vs_unbind_dest: the counterpart at the end of the entry's life. */
export function ip_vs_unbind_dest(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  const dest = cp.dest;
  if (!dest) return;
  const probe = ipvs.probe;
  probe?.enter('ip_vs_unbind_dest', formatEndpoint(dest.addr, dest.port));
  probe?.scope('dest', dest);
  const thresholds_early = ipvs.params.profile.overload_ends_at_unbind;
  if (probe) printk(ipvs, M.unbind_dest, ...bind_values(cp, dest));
  if (is_template(cp)) {
    set(ipvs, dest, 'persistconns', dest.persistconns - 1);
  } else {
    const total = dest.activeconns + dest.inactconns;
    if (cp.flags & IP_VS_CONN_F_INACTIVE) set(ipvs, dest, 'inactconns', dest.inactconns - 1);
    else set(ipvs, dest, 'activeconns', dest.activeconns - 1);
    if (!thresholds_early && total === dest.l_threshold_val) ip_vs_dest_update_overload(ipvs, dest, -1);
  }
  if (thresholds_early) overload_at_unbind(ipvs, dest);
  set(ipvs, dest, 'refcnt', dest.refcnt - 1);
  probe?.leave('');
}
