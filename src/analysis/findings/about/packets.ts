import type { DetectorAbout } from './about.ts';

/** Packets and connections that came to grief. */

export const SERVER_GONE: DetectorAbout = {
  id: 'server-gone',
  title: 'Dropped, server gone',
  what: 'Packets of connections whose real server had been removed were dropped. Datagrams are reported by a detector of their own.',
  mechanism:
    'An entry outlives the server that it is bound to: the destination waits in the trash, without IP_VS_DEST_F_AVAILABLE. ip_vs_in finds the entry, sees that its destination is not available, and drops the packet without an answer. With expire_nodest_conn=0 the entry stays until its timer ends, 900 s for an established connection, and each packet of the client starts the timer anew.',
  remedy:
    'Set expire_nodest_conn to 1, so that the entry goes with the first such packet and the client gets an answer; quiesce a server (weight 0) and let it drain before it is removed.',
  reports: [
    {
      title: 'kubernetes#71514: packets to removed endpoints vanish',
      url: 'https://github.com/kubernetes/kubernetes/issues/71514',
    },
  ],
};

export const UDP_DEAD_SERVER: DetectorAbout = {
  id: 'udp-dead-server',
  title: 'UDP stuck to a dead server',
  what: 'Datagrams of a client were dropped because its entry points to a real server that was removed.',
  mechanism:
    'UDP has no end: an entry lives until nothing came for 300 s. A client that keeps its port and keeps sending starts the timer anew with each datagram, so an entry to a removed server never expires while expire_nodest_conn is 0, and every datagram is dropped.',
  remedy:
    'Set expire_nodest_conn to 1; shorten the timeout of UDP (ipvsadm --set), or schedule each datagram by itself (-o) where the protocol allows it.',
  reports: [
    {
      title: 'kubernetes#71514: UDP traffic to a dead endpoint is a black hole',
      url: 'https://github.com/kubernetes/kubernetes/issues/71514',
    },
  ],
};

export const NO_DESTINATION: DetectorAbout = {
  id: 'no-destination',
  title: 'No destination',
  what: 'First packets of connections were refused because no real server could be chosen.',
  mechanism:
    'The scheduler returns no destination when the service has no server, all have weight 0, or all are overloaded. ip_vs_leave then drops the packet and the host answers with ICMP port unreachable; with cache_bypass it would be sent to its own destination.',
  remedy:
    'Give a server a weight above 0, raise its upper threshold, or add one that says sorry (weight 0 keeps all away, it is no fallback).',
  reports: [
    {
      title: 'kube-router#415: no destination available',
      url: 'https://github.com/cloudnativelabs/kube-router/issues/415',
    },
    {
      title: 'keepalived#1547: what are the no destination messages',
      url: 'https://github.com/acassen/keepalived/issues/1547',
    },
  ],
};

export const DEFENCE: DetectorAbout = {
  id: 'defence',
  title: 'Dropped by defence',
  what: 'drop_packet refused first packets of connections, to defend the director against a flood.',
  mechanism:
    'While drop_packet is in force, ip_vs_todrop refuses every am_droprate-th packet that would make an entry: with 1 and 2 only while free memory is below amemthresh, with 3 always. It does not ask who sends, so clients wait for their SYN to be sent again.',
  remedy:
    'Set drop_packet to 0 or 1 when there is no flood, raise am_droprate, or lower amemthresh where the director simply uses its memory.',
  reports: [
    { title: 'dpvs#198: a SYN flood from false addresses', url: 'https://github.com/iqiyi/dpvs/issues/198' },
  ],
};

export const OVERLOADED: DetectorAbout = {
  id: 'overloaded',
  title: 'Overloaded destinations',
  what: 'A real server had as many connections as its upper threshold allows, so new ones went elsewhere or were refused.',
  mechanism:
    'When the connections of a destination reach u_threshold, IP_VS_DEST_F_OVERLOAD is set and schedulers pass it over. It is cleared below l_threshold, or below three quarters of the upper one when no lower is given. Entries in TIME_WAIT and FIN_WAIT count, so a server may stay overloaded for two minutes after its work is done. Templates send their clients to it all the same.',
  remedy:
    'Raise the threshold (-x), set a lower one (-y), add servers, or shorten the timeouts of closing connections.',
  reports: [
    {
      title: 'keepalived#1862: what the thresholds do',
      url: 'https://github.com/acassen/keepalived/issues/1862',
    },
  ],
};

export const PORT_REUSE: DetectorAbout = {
  id: 'port-reuse',
  title: 'Port reuse delays',
  what: 'SYNs that use the port of an older connection again were dropped, which costs the client one, then three seconds; or they followed the old entry to a server that takes no new connections.',
  mechanism:
    'A client that opens many connections soon uses a port again whose entry is still in TIME_WAIT. With conn_reuse_mode=1 the entry gives way and the SYN is scheduled anew; but when a conntrack of the old connection exists, ip_vs_in drops the SYN so that the conntrack can go, and the client sends it again after 1 s and 3 s. With conn_reuse_mode=0 nothing is dropped, but the SYN follows the old entry, also to a server of weight 0 or one that was removed.',
  remedy:
    'Keep conntrack away from IPVS where it is not needed (sysctl net.ipv4.vs.conntrack=0, or notrack rules), let clients use more ports, or choose conn_reuse_mode=0 and drain servers longer.',
  reports: [
    {
      title: 'kubernetes#70747: low throughput of IPVS',
      url: 'https://github.com/kubernetes/kubernetes/issues/70747',
    },
    {
      title: 'moby#35082: delays of one second in overlay networks',
      url: 'https://github.com/moby/moby/issues/35082',
    },
    {
      title: 'kubernetes#81775: errors of conn_reuse_mode under load from one client',
      url: 'https://github.com/kubernetes/kubernetes/issues/81775',
    },
  ],
};

export const IDLE_CUT: DetectorAbout = {
  id: 'idle-cut',
  title: 'Idle connections cut',
  what: 'A client went on with an established connection after its entry had expired: the director knew nothing of it any more.',
  mechanism:
    'An entry in ESTABLISHED lives for 900 s after its last packet (ipvsadm --set). The ends keep their connection for as long as they like. When the client speaks again its packet finds no entry; it is no SYN, so it is not scheduled, and the host answers with RST or the packet is lost.',
  remedy:
    'Let the ends send keepalives more often than that (net.ipv4.tcp_keepalive_time below 900), or raise the timeout (ipvsadm --set 7200 120 300).',
  reports: [
    {
      title: 'moby#31208: idle connections are cut after 15 minutes',
      url: 'https://github.com/moby/moby/issues/31208',
    },
  ],
};

export const NO_ENTRY: DetectorAbout = {
  id: 'no-entry',
  title: 'No entry after a failover',
  what: 'Packets in the middle of connections for which the director never had an entry: after a failover without sync, a restart, or at the start of a capture.',
  mechanism:
    'A packet that is no SYN and finds no entry is not scheduled (unless sloppy_tcp is 1): it passes to the host, which answers with RST. A director that takes over without the entries of the one before cuts every connection that way.',
  remedy:
    'Let the master send its entries (ipvsadm --start-daemon master, backup on the other side), or accept connections in their middle (sloppy_tcp=1) where every director would choose the same server (sh, mh).',
  reports: [
    {
      title: 'keepalived#1225: connections reset when the backup takes over',
      url: 'https://github.com/acassen/keepalived/issues/1225',
    },
    {
      title: 'keepalived#1138: telling the states of connections to the backup',
      url: 'https://github.com/acassen/keepalived/issues/1138',
    },
  ],
};

export const SYN_FLOOD: DetectorAbout = {
  id: 'syn-flood',
  title: 'SYN flood',
  what: 'Most connections of a service never came further than their SYN: a flood, or a test of one. Defence modes that dropped packets are reported as well.',
  mechanism:
    'Each SYN makes an entry that waits 60 s in SYN_RECV. Against floods there are drop_entry (random entries that look half-open are released), drop_packet (every am_droprate-th packet that would make an entry is dropped) and secure_tcp (a state table with shorter timeouts); 1 and 2 switch themselves by free memory, 3 is always on.',
  remedy:
    'Raise conn_tab_bits so that chains stay short; let drop_entry and secure_tcp be 1, so that they begin when memory is short; stop the flood in front of the director (SYN cookies do not help it).',
  reports: [
    { title: 'dpvs#198: a SYN flood from false addresses', url: 'https://github.com/iqiyi/dpvs/issues/198' },
  ],
};

export const SYN_STUCK: DetectorAbout = {
  id: 'syn-stuck',
  title: 'SYN_RECV that never completes',
  what: 'Clients repeated their SYN, and the connection never became established.',
  mechanism:
    'The entry stays in SYN_RECV because no ACK of the client follows: the real server does not answer, or its SYN/ACK goes past the director although the service masquerades, so that the client gets it from an address that it does not know.',
  remedy:
    'Look at the server (does it listen on the virtual address, for -g and -i on lo with ARP off?), and at its default route: with -m it must lead back through the director.',
  reports: [
    {
      title: 'calico#4851: connections to a service stay in SYN_RECV',
      url: 'https://github.com/projectcalico/calico/issues/4851',
    },
    {
      title: 'keepalived#2243: masquerading and the default route of real servers',
      url: 'https://github.com/acassen/keepalived/issues/2243',
    },
  ],
};

export const HALF_SEEN: DetectorAbout = {
  id: 'half-seen',
  title: 'Half-seen traffic',
  what: 'A masquerading service of which not one reply is in the case, although connections were established.',
  mechanism:
    'With masquerading both directions pass the director, and the state of an entry follows both. A capture of one interface, or a filter on the virtual address, leaves the replies out: states, counters and timeouts are then those of a director that saw only the clients.',
  remedy:
    'Capture on all interfaces (tcpdump -i any), or open the capture of the server side as well: both are merged by time.',
  reports: [
    {
      title: 'keepalived#2450: a capture that lacks packets cannot tell the cause',
      url: 'https://github.com/acassen/keepalived/issues/2450',
    },
  ],
};
