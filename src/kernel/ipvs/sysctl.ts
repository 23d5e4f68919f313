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
  /** Seconds. */
  lblc_expiration: number;
  lblcr_expiration: number;
  sync_version: number;
  sync_ports: number;
  sync_persist_mode: number;
  sync_qlen_max: number;
  sync_sock_size: number;
  /** sync_threshold holds two numbers: this and the period. */
  sync_threshold: number;
  sync_period: number;
  /** Seconds. */
  sync_refresh_period: number;
  sync_retries: number;
  est_nice: number;
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
    lblc_expiration: 86400,
    lblcr_expiration: 86400,
    sync_version: 1,
    sync_ports: 1,
    sync_persist_mode: 0,
    sync_qlen_max: 0,
    sync_sock_size: 0,
    sync_threshold: 3,
    sync_period: 50,
    sync_refresh_period: 0,
    sync_retries: 0,
    est_nice: 0,
  };
}

/** Stored, but without effect in the model; what IPVS does to other subsystems. */
const NOT_MODELLED = new Set([
  'snat_reroute',
  'run_estimation',
  'sync_version',
  'sync_ports',
  'sync_persist_mode',
  'sync_qlen_max',
  'sync_sock_size',
  'sync_refresh_period',
  'sync_retries',
  'est_nice',
  'est_cpulist',
]);

const INT_MAX = 0x7fffffff;
/** Values whose range the kernel checks. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  drop_entry: [0, 3],
  drop_packet: [0, 3],
  secure_tcp: [0, 3],
  sync_version: [0, 1],
  sync_ports: [1, 64],
  sync_retries: [0, 3],
  est_nice: [-20, 19],
};

/** Modes of the defence: a write that changes one takes effect at once. */
export const DEFENSE_MODES: readonly string[] = ['drop_entry', 'drop_packet', 'secure_tcp'];

export type SysctlOutcome = 'set' | 'unknown' | 'not modelled' | 'invalid';

/** proc_do_sync_threshold: `3 50`; the first below the second unless that is 0. */
function write_sync_threshold(sysctl: Sysctls, value: string): boolean {
  const [threshold, period = sysctl.sync_period] = value.split(/\s+/).map(Number);
  const whole = Number.isInteger(threshold) && Number.isInteger(period);
  if (!whole || threshold < 0 || period < 0 || (threshold >= period && period !== 0)) return false;
  sysctl.sync_threshold = threshold;
  sysctl.sync_period = period;
  return true;
}

function write_number(sysctl: Sysctls, key: keyof Sysctls, value: string): boolean {
  const number = Number(value);
  const [least, most] = RANGES[key] ?? [-INT_MAX - 1, INT_MAX];
  if (value === '' || !Number.isInteger(number) || number < least || number > most) return false;
  if (key === 'sync_ports' && (number & (number - 1)) !== 0) return false;
  sysctl[key] = number;
  return true;
}

/** Writes `net.ipv4.vs.<name>`; the name comes without or with its prefix. */
export function sysctl_write(sysctl: Sysctls, name: string, value: string): SysctlOutcome {
  const key = name.replace(/^net\.ipv4\.vs\./, '');
  if (key === 'est_cpulist') return 'not modelled';
  if (key === 'sync_period' || !Object.hasOwn(sysctl, key)) return 'unknown';
  const done =
    key === 'sync_threshold'
      ? write_sync_threshold(sysctl, value.trim())
      : write_number(sysctl, key as keyof Sysctls, value.trim());
  if (!done) return 'invalid';
  return NOT_MODELLED.has(key) ? 'not modelled' : 'set';
}
