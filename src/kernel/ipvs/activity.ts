import { IP_VS_CONN_F_INACTIVE, type ip_vs_conn } from './ip_vs.ts';
import { type netns_ipvs, set, set_flags } from './netns_ipvs.ts';

/** Moves the entry between the active and the inactive count of its server (set_tcp_state, set_sctp_state). */
export function set_activity(ipvs: netns_ipvs, cp: ip_vs_conn, active: boolean): void {
  const { dest } = cp;
  if (!dest) return;
  const inactive = (cp.flags & IP_VS_CONN_F_INACTIVE) !== 0;
  if (inactive !== active) return;
  const by = active ? 1 : -1;
  set(ipvs, dest, 'activeconns', dest.activeconns + by);
  set(ipvs, dest, 'inactconns', dest.inactconns - by);
  set_flags(ipvs, cp, cp.flags ^ IP_VS_CONN_F_INACTIVE);
}
