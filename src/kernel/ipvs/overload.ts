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
