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
  /** 0 = a 32nd of the free pages at boot, which are not known: no limit. */
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

/** Values that are kept, but do nothing or not everything in the model, with what is missing. */
const NO_EFFECT: Readonly<Record<string, string>> = {
  snat_reroute: 'the second look-up of the route is only shown: the model knows no routes by source address',
  sync_sock_size: 'sockets never run full in the model',
  est_nice: 'time costs nothing in the model',
  est_cpulist: 'the model has one processor',
};

const INT_MAX = 0x7fffffff;
const INT: readonly [number, number] = [-INT_MAX - 1, INT_MAX];
/** Values whose range the kernel checks; all others are any int. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  drop_entry: [0, 3],
  drop_packet: [0, 3],
  secure_tcp: [0, 3],
  sync_version: [0, 1],
  sync_ports: [1, INT_MAX],
  sync_qlen_max: [0, Number.MAX_SAFE_INTEGER],
  sync_retries: [0, 3],
  est_nice: [-20, 19],
};
/** proc_dointvec_jiffies: seconds that must fit an int as jiffies. */
const IN_SECONDS: readonly string[] = ['lblc_expiration', 'lblcr_expiration', 'sync_refresh_period'];

/** Modes of the defence: a write that changes one takes effect at once. */
export const DEFENSE_MODES: readonly string[] = ['drop_entry', 'drop_packet', 'secure_tcp'];

/** What a write came to: `no effect` tells in `why` what the model leaves out. */
export type SysctlOutcome =
  | { readonly result: 'set' | 'unknown' | 'invalid' }
  | { readonly result: 'no effect'; readonly why: string };

/** An int as the kernel reads it: decimal, 0x.. or 0.. octal, a minus in front; null = something else. */
export function parse_int(text: string): number | null {
  const match = /^(-?)(?:0x([0-9a-f]+)|0([0-7]+)|(\d+))$/i.exec(text);
  if (!match || (match[4]?.length ?? 0) > 15 || (match[4] ?? '0').search(/^0\d/) === 0) return null;
  const [, sign, hexadecimal, octal, decimal] = match;
  let value = Number(decimal);
  if (hexadecimal !== undefined) value = Number.parseInt(hexadecimal, 16);
  else if (octal !== undefined) value = Number.parseInt(octal, 8);
  return sign ? 0 - value : value;
}

/** proc_do_sync_threshold: `3 50`, or the first alone; the first below the second unless that is 0. */
function write_sync_threshold(sysctl: Sysctls, value: string): boolean {
  const words = value.split(/\s+/);
  const numbers = words.map(parse_int);
  const [threshold, period = sysctl.sync_period] = numbers;
  if (words.length > 2 || threshold === null || period === null) return false;
  if (threshold < 0 || period < 0 || Math.max(threshold, period) > INT_MAX) return false;
  if (threshold >= period && period !== 0) return false;
  sysctl.sync_threshold = threshold;
  sysctl.sync_period = period;
  return true;
}

function range_of(key: string, hz: number): readonly [number, number] {
  if (!IN_SECONDS.includes(key)) return RANGES[key] ?? INT;
  const most = Math.floor(INT_MAX / hz);
  return [-most, most];
}

function write_number(sysctl: Sysctls, key: keyof Sysctls, value: string, hz: number): boolean {
  const number = parse_int(value);
  const [least, most] = range_of(key, hz);
  if (number === null || number < least || number > most) return false;
  if (key === 'sync_ports' && !Number.isInteger(Math.log2(number))) return false;
  sysctl[key] = number;
  return true;
}

/** `0-3,5`, or nothing for all processors. */
const CPU_LIST = /^(?:\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)?$/;

/** Name without its prefix. */
export function sysctl_key(name: string): string {
  return name.replace(/^net\.ipv4\.vs\./, '');
}

/** Writes `net.ipv4.vs.<name>`; the name comes without or with its prefix. `hz` limits values in seconds. */
export function sysctl_write(sysctl: Sysctls, name: string, value: string, hz: number): SysctlOutcome {
  const key = sysctl_key(name);
  const text = value.trim();
  const known = key === 'est_cpulist' || (Object.hasOwn(sysctl, key) && key !== 'sync_period');
  if (!known) return { result: 'unknown' };
  let done: boolean;
  if (key === 'est_cpulist') done = CPU_LIST.test(text);
  else if (key === 'sync_threshold') done = write_sync_threshold(sysctl, text);
  else done = write_number(sysctl, key as keyof Sysctls, text, hz);
  if (!done) return { result: 'invalid' };
  return NO_EFFECT[key] ? { result: 'no effect', why: NO_EFFECT[key] } : { result: 'set' };
}

/** The content of a file under /proc/sys/net/ipv4/vs, or null when there is no such file. */
export function sysctl_read(sysctl: Sysctls, name: string): string | null {
  const key = sysctl_key(name);
  if (key === 'sync_threshold') return `${sysctl.sync_threshold}\t${sysctl.sync_period}`;
  if (key === 'sync_period' || !Object.hasOwn(sysctl, key)) return null;
  return String(sysctl[key as keyof Sysctls]);
}
