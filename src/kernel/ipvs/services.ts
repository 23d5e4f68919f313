import type { ip_vs_service } from './ip_vs.ts';
import { IP_VS_SVC_TAB_SIZE, type netns_ipvs } from './netns_ipvs.ts';

/** All services in the order of /proc/net/ip_vs: the address table upwards, then the firewall-mark table. */
export function* services_walk(ipvs: netns_ipvs): Generator<ip_vs_service> {
  for (let i = 0; i < IP_VS_SVC_TAB_SIZE; i++) yield* ipvs.svc_table[i];
  for (let i = 0; i < IP_VS_SVC_TAB_SIZE; i++) yield* ipvs.svc_fwm_table[i];
}
