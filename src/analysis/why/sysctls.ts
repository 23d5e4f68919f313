/** What each value under net.ipv4.vs governs, in a clause: ip_vs_ctl.c, Documentation of the kernel. */
export const SYSCTL_GOVERNS: Readonly<Record<string, string>> = {
  debug_level: 'how much the kernel prints, up to 12',
  amemthresh: 'below how many free pages the automatic defence modes set in',
  am_droprate: 'every how many packets one is dropped with drop_packet = 3',
  drop_entry:
    'whether half open and idle entries are dropped at random, once a second: 0 never, 1 when memory is scarce, 3 always',
  drop_packet:
    'whether some packets that would begin a connection are dropped: 0 never, 1 when memory is scarce, 3 always',
  secure_tcp:
    'whether TCP uses a table of states and shorter timeouts made for floods: 0 never, 1 when memory is scarce, 3 always',
  conntrack: 'whether IPVS keeps the conntracks of its connections; entries that are made from now on',
  snat_reroute: 'whether replies are routed anew once their source is the virtual address',
  cache_bypass: 'whether packets of a mark service without server go on to their own destination',
  expire_nodest_conn:
    'whether entries of removed servers expire at once; with 0 they stay, and their packets are dropped',
  expire_quiescent_template:
    'whether templates that point to a server of weight 0 are put aside; with 0 clients keep coming to it',
  sloppy_tcp: 'whether any TCP packet but RST may begin a connection',
  sloppy_sctp: 'whether any SCTP packet but ABORT may begin an association',
  nat_icmp_send: 'whether a masqueraded server is told when its client is not known',
  pmtu_disc: 'whether the tunnel answers packets that are too long with fragmentation needed',
  backup_only: 'whether a host that runs a backup daemon leaves packets alone',
  conn_reuse_mode:
    'what becomes of a SYN whose port has an entry: 0 it is used, 1 an entry in TIME_WAIT or CLOSE gives way, 2 also one in FIN_WAIT without replies',
  schedule_icmp: 'whether ICMP errors without entry may begin a connection',
  ignore_tunneled: 'whether packets of protocols that IPVS does not know are marked as done',
  run_estimation: 'whether counters and rates of listings are estimated every 2 s',
  lblc_expiration: 'after how long lblc forgets a destination',
  lblcr_expiration: 'after how long lblcr forgets a destination',
  sync_version: 'which version of sync messages is sent',
  sync_ports: 'how many sync threads there are',
  sync_persist_mode: 'whether entries under a template are synced as well',
  sync_qlen_max: 'how many messages may wait to be sent',
  sync_sock_size: 'how large the buffer of the sync socket is',
  sync_threshold: 'with which of its packets an entry is synced, and after how many again',
  sync_refresh_period: 'how long before its timer ends an entry is synced anew',
  sync_retries: 'how often a changed entry is told again',
  est_nice: 'how the estimation thread is scheduled',
  est_cpulist: 'on which processors the estimation threads run',
};
