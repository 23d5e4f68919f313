import { IP_VS_DEST_F_OVERLOAD, type ip_vs_dest, ip_vs_dest_totalconns } from './ip_vs.ts';
import { type netns_ipvs, set } from './netns_ipvs.ts';

/**
 * ip_vs_dest_update_overload (ip_vs_ctl.c, with the backported thresholds of 6.12.117): sets or clears the
 * overload flag. `mode` 1 = a connection came, -1 = one went, 0 = the thresholds were edited.
 */
export function ip_vs_dest_update_overload(ipvs: netns_ipvs, dest: ip_vs_dest, mode: -1 | 0 | 1): void {
  const { u_threshold, l_threshold_val } = dest;
  const total = ip_vs_dest_totalconns(dest);
  const overload = dest.flags | IP_VS_DEST_F_OVERLOAD;
  const normal = dest.flags & ~IP_VS_DEST_F_OVERLOAD;
  if (u_threshold === 0) set(ipvs, dest, 'flags', normal);
  else if (total >= (mode > 0 ? l_threshold_val : u_threshold)) set(ipvs, dest, 'flags', overload);
  else if (total < (mode < 0 ? u_threshold : l_threshold_val)) set(ipvs, dest, 'flags', normal);
}

/** linux-2.6.32, ip_vs_bind_dest: templates are not counted, but ask as well. */
export function overload_at_bind(ipvs: netns_ipvs, dest: ip_vs_dest): void {
  if (dest.u_threshold === 0 || ip_vs_dest_totalconns(dest) < dest.u_threshold) return;
  set(ipvs, dest, 'flags', dest.flags | IP_VS_DEST_F_OVERLOAD);
}

/** linux-2.6.32, ip_vs_unbind_dest: below the lower threshold, or below three quarters of the upper one. */
export function overload_at_unbind(ipvs: netns_ipvs, dest: ip_vs_dest): void {
  const { l_threshold, u_threshold } = dest;
  const total = ip_vs_dest_totalconns(dest);
  if (l_threshold !== 0 ? total >= l_threshold : u_threshold !== 0 && total * 4 >= u_threshold * 3) return;
  set(ipvs, dest, 'flags', dest.flags & ~IP_VS_DEST_F_OVERLOAD);
}

/** linux-2.6.32, __ip_vs_update_dest: no upper threshold, or a higher one than before. Called before it is stored. */
export function overload_at_update(ipvs: netns_ipvs, dest: ip_vs_dest, u_threshold: number): void {
  if (u_threshold !== 0 && u_threshold <= dest.u_threshold) return;
  set(ipvs, dest, 'flags', dest.flags & ~IP_VS_DEST_F_OVERLOAD);
}
