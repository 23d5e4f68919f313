import type { DetectorAbout } from './about.ts';

/** What happens to packets between the director and its servers. */

export const MTU: DetectorAbout = {
  id: 'mtu',
  title: 'Too large for the way to the server',
  what: 'Packets that may not be fragmented were larger than the route to the real server takes; the client was told by ICMP, if it hears that.',
  mechanism:
    'A tunnel adds a header: 20 bytes for IPIP, more for GUE and GRE. ip_vs_tunnel_xmit compares the packet with what is left of the MTU; a packet with DF that does not fit is dropped and ICMP fragmentation needed goes to the client. Where a firewall keeps ICMP away the client repeats the packet until it gives up: small answers work, large uploads hang.',
  remedy:
    'Let real servers announce a smaller MSS (an advmss on their route to the clients), raise the MTU between director and servers, let ICMP through, or set pmtu_disc to 0 so that tunnel packets may be fragmented.',
  reports: [
    {
      title: 'kube-router#630: tunnelled packets with DF above 1,480 bytes are lost',
      url: 'https://github.com/cloudnativelabs/kube-router/issues/630',
    },
  ],
};
