import type { AddressFamily } from '../../base/inet.ts';
import { helper as M } from '../../klog/linux-6.12.ts';
import type { ip_vs_conn } from './ip_vs.ts';
import { type netns_ipvs, printk } from './netns_ipvs.ts';
import { services_walk } from './services.ts';

/**
 * Connection tracking (ip_vs_nfct.c), as far as it can be known from IPVS alone: whether packets have a
 * conntrack, and the line with which an entry drops its own. departs: conntracks themselves are not kept,
 * so lines that name one (`ct=...`) are not printed, and none counts as old.
 */

/** ip_vs_register_conntrack: does some service keep connection tracking on? */
export function conntrack_active(ipvs: netns_ipvs, af: AddressFamily): boolean {
  for (const svc of services_walk(ipvs)) if (svc.conntrack && svc.af === af) return true;
  return false;
}

/** ip_vs_conn_drop_conntrack */
export function ip_vs_conn_drop_conntrack(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  if (cp.cport === 0 || !ipvs.probe) return;
  const { caddr, cport, vaddr, vport, daddr, dport, protocol, state } = cp;
  printk(ipvs, M.drop_conntrack, caddr, cport, vaddr, vport, daddr, dport, protocol, state);
}
