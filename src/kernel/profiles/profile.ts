import type { Catalogue } from '../../klog/catalogue.ts';
import type { TcpTables } from './tcp-states.ts';

/**
 * A kernel as data: what it does otherwise than the others, seen in recorded runs. Where two kernels do the
 * same, the model has one function and no field here.
 */
export interface KernelProfile {
  readonly name: 'linux-2.6.32' | 'linux-6.12';
  /** `uname -r` of the kernel that was recorded. */
  readonly release: string;
  /** Bob Jenkins' hash that the kernel's jhash follows. */
  readonly hash: 'lookup2' | 'lookup3';
  readonly wheel: 'cascading' | 'non-cascading';
  readonly klog: Catalogue;
  readonly tcp: TcpTables;
  /** Seen at LOCAL_IN and FORWARD by these functions. */
  readonly hook_names: { readonly in: string; readonly out: string };
  /** With the module, or with the first service of a family. */
  readonly hooks_come_with: 'module' | 'service';
  /** Packets to the host are replies first (out hook at LOCAL_IN), and what the host sends is looked at. */
  readonly hooks_local: boolean;
  /** What a lookup of replies compares: the server always, or for other methods than masquerading the virtual end. */
  readonly out_get_by: 'server' | 'method';
  /** Order of the comparisons in a chain. */
  readonly compares_first: 'addresses' | 'ports';
  /** A packet whose server was removed is dropped even when its entry is expired at once. */
  readonly drops_without_server: boolean;
  /** A SYN on an entry that is closing, or whose server is quiesced, may be scheduled anew. */
  readonly reschedules_syn: boolean;
  /** SYN+RST begins a connection. */
  readonly schedules_syn_rst: boolean;
  /** A persistent service takes FTP data (other ports than its own) only by a template, whatever its source port. */
  readonly ftp_data_needs_template: boolean;
  /** The FTP helper is there (module ip_vs_ftp). */
  readonly has_ftp_helper: boolean;
  /** Connection tracking and the routes of replies are options (vs/conntrack, vs/snat_reroute; ip_vs_nfct.c). */
  readonly has_nfct: boolean;
  /** Templates know whether a connection of theirs was ever established. */
  readonly templates_have_states: boolean;
  /** Lines about TCP states name all three ends, or only server and client. */
  readonly state_line_ends: 'all' | 'server-client';
  /** Expiry takes the entry out of the table first and hashes it again if it is in use. */
  readonly expires_by_unhash: boolean;
  /** Three quarters of the upper threshold, or the lower one, end an overload only when a connection ends. */
  readonly overload_ends_at_unbind: boolean;
  /** A removed server stays in the trash until a server is added; else a timer empties it. */
  readonly trash_waits_for_add: boolean;
  /** A server on the host itself is made LOCALNODE when it is added. */
  readonly local_server_is_localnode: boolean;
  /** What connections weigh for wlc and lc, and for lblc and lblcr: `active * factor + inactive (+ active)`. */
  readonly overhead: { readonly lc: number; readonly lblc: number; readonly total: boolean };
  /** Size of a table of lblc and lblcr as the kernel prints it. */
  readonly lblc_table_bytes: number;
  /** Schedulers hash with the lower bits of the product, and give a server one bucket whatever its weight. */
  readonly hashes_low_bits: boolean;
  /** Schedulers start again at the head of the list whenever servers change; wrr keeps its old bounds. */
  readonly sched_restarts: boolean;
  /** Scheduler modules are loaded when they are first asked for. */
  readonly loads_schedulers: boolean;
  /** Errors of schedulers and transmitters go through net_ratelimit. */
  readonly ratelimits: boolean;
  /** Only the route and the MTU stand between an entry and its server. */
  readonly plain_xmit: boolean;
  /** The defence timer runs from the loading of the module on. */
  readonly defense_from_boot: boolean;
  /** Counters in listings: as they are, or as the last estimation saw them. */
  readonly counters: 'running' | 'estimated';
  /** What a sync master sends is known. */
  readonly sends_sync: boolean;
  /** What stamps the log, as recorded: the last tick, or the clock itself. */
  readonly log_clock: 'jiffies' | 'nanoseconds';
  /** Whether /proc/net/ip_vs_conn has columns for persistence engines. */
  readonly proc_has_pe: boolean;
  /** Whether services can have entries for one packet only (`ipvsadm -o`). */
  readonly one_packet: boolean;
  /** What loading the module tells about itself. */
  readonly module_lines: { readonly protocols: string; readonly entry_bytes: number } | null;
}
