/** The values under net.ipv4.vs (ip_vs_ctl.c, `vs_vars`); units are those of the kernel. */
export interface Sysctls {
  debug_level: number;
  amemthresh: number;
  am_droprate: number;
  drop_entry: number;
  drop_packet: number;
  secure_tcp: number;
  conntrack: number;
  snat_reroute: number;
  cache_bypass: number;
  expire_nodest_conn: number;
  expire_quiescent_template: number;
  sloppy_tcp: number;
  sloppy_sctp: number;
  nat_icmp_send: number;
  pmtu_disc: number;
  backup_only: number;
  conn_reuse_mode: number;
  schedule_icmp: number;
  ignore_tunneled: number;
  run_estimation: number;
}

export function sysctl_defaults(debug_level: number): Sysctls {
  return {
    debug_level,
    amemthresh: 1024,
    am_droprate: 10,
    drop_entry: 0,
    drop_packet: 0,
    secure_tcp: 0,
    conntrack: 0,
    snat_reroute: 1,
    cache_bypass: 0,
    expire_nodest_conn: 0,
    expire_quiescent_template: 0,
    sloppy_tcp: 0,
    sloppy_sctp: 0,
    nat_icmp_send: 0,
    pmtu_disc: 1,
    backup_only: 0,
    conn_reuse_mode: 1,
    schedule_icmp: 0,
    ignore_tunneled: 0,
    run_estimation: 1,
  };
}

/** What the model acts on today; the others are stored and reported as without effect. */
const MODELLED = new Set([
  'debug_level',
  'conn_reuse_mode',
  'expire_nodest_conn',
  'expire_quiescent_template',
  'sloppy_tcp',
  'nat_icmp_send',
]);
/** Values whose range the kernel checks. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  drop_entry: [0, 3],
  drop_packet: [0, 3],
  secure_tcp: [0, 3],
};

export type SysctlOutcome = 'set' | 'unknown' | 'not modelled' | 'invalid';

/** Writes `net.ipv4.vs.<name>`; the name comes without or with its prefix. */
export function sysctl_write(sysctl: Sysctls, name: string, value: string): SysctlOutcome {
  const key = name.replace(/^net\.ipv4\.vs\./, '');
  if (!Object.hasOwn(sysctl, key)) return 'unknown';
  const number = Number(value.trim());
  if (!Number.isInteger(number)) return 'invalid';
  const range = RANGES[key];
  if (range && (number < range[0] || number > range[1])) return 'invalid';
  sysctl[key as keyof Sysctls] = number;
  return MODELLED.has(key) ? 'set' : 'not modelled';
}
