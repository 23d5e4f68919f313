import { linux_6_12_messages } from '../../klog/catalogue.ts';
import type { KernelProfile } from './profile.ts';
import { tcp_tables } from './tcp-states.ts';

/** Linux 6.12.117, as Debian builds it. */
export const linux_6_12: KernelProfile = {
  name: 'linux-6.12',
  release: '6.12.117',
  hash: 'lookup3',
  wheel: 'non-cascading',
  klog: linux_6_12_messages,
  tcp: tcp_tables('ES', ['ES', 'SS', 'SR', 'SA']),
  hook_names: { in: 'ip_vs_in_hook', out: 'ip_vs_out_hook' },
  hooks_come_with: 'service',
  hooks_local: true,
  out_get_by: 'method',
  compares_first: 'ports',
  drops_without_server: false,
  reschedules_syn: true,
  schedules_syn_rst: false,
  ftp_data_needs_template: false,
  templates_have_states: true,
  state_line_ends: 'all',
  expires_by_unhash: false,
  overload_ends_at_unbind: false,
  trash_waits_for_add: false,
  local_server_is_localnode: false,
  overhead: { lc: 256, lblc: 256, total: true },
  lblc_table_bytes: 8280,
  hashes_low_bits: false,
  sched_restarts: false,
  loads_schedulers: false,
  ratelimits: false,
  plain_xmit: false,
  defense_from_boot: false,
  log_clock: 'jiffies',
  proc_has_pe: true,
  module_lines: null,
};
