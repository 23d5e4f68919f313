import { formatAddr, type InetAddr } from '../../base/inet.ts';
import { HOOK_NAMES, NF_INET_LOCAL_IN } from '../lib/netfilter.ts';
import { dst_is_local } from '../lib/route.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import type { netns_ipvs } from './netns_ipvs.ts';

/**
 * ip_vs_route_me_harder: a reply whose source is now the virtual address gets its route looked up again, so that
 * rules by source address hold for it. departs: such routes are not known, so nothing changes; it never fails.
 */
export function ip_vs_route_me_harder(ipvs: netns_ipvs, skb: sk_buff, saddr: InetAddr): void {
  const { probe } = ipvs;
  if (!probe || !ipvs.params.profile.has_nfct) return;
  const { snat_reroute } = ipvs.sysctl;
  const local_in = skb.hook === NF_INET_LOCAL_IN;
  probe.enter('ip_vs_route_me_harder', `source is now ${formatAddr(saddr)}`);
  probe.branch('!sysctl_snat_reroute(ipvs)', `snat_reroute ${snat_reroute}`, snat_reroute === 0);
  if (snat_reroute !== 0) {
    probe.branch('NF_INET_LOCAL_IN == hooknum', HOOK_NAMES[skb.hook], local_in);
    if (!local_in && !dst_is_local(ipvs, skb)) {
      probe.note('ip_route_me_harder', 'the route is looked up again, with the virtual address as source');
    }
  }
  probe.leave('0');
}
