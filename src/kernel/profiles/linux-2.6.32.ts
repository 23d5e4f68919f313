import { linux_2_6_32_messages } from '../../klog/linux-2.6.32.ts';
import type { KernelProfile } from './profile.ts';
import { tcp_tables } from './tcp-states.ts';

/** Linux 2.6.32.2: IPVS of the years in which most of what is written about it was written. */
export const linux_2_6_32: KernelProfile = {
  name: 'linux-2.6.32',
  release: '2.6.32.2',
  hash: 'lookup2',
  wheel: 'cascading',
  klog: linux_2_6_32_messages,
  tcp: tcp_tables('CL', ['ES']),
  hook_names: { in: 'ip_vs_in', out: 'ip_vs_out' },
  hooks_come_with: 'module',
  hooks_local: false,
  out_get_by: 'server',
  compares_first: 'addresses',
  drops_without_server: true,
  reschedules_syn: false,
  schedules_syn_rst: true,
  ftp_data_needs_template: true,
  templates_have_states: false,
  state_line_ends: 'server-client',
  expires_by_unhash: true,
  overload_ends_at_unbind: true,
  trash_waits_for_add: true,
  local_server_is_localnode: true,
  overhead: { lc: 256, lblc: 50, total: false },
  lblc_table_bytes: 16448,
  hashes_low_bits: true,
  sched_restarts: true,
  loads_schedulers: true,
  ratelimits: true,
  plain_xmit: true,
  defense_from_boot: true,
  log_clock: 'nanoseconds',
  proc_has_pe: false,
  module_lines: { protocols: 'TCP, UDP, AH, ESP', entry_bytes: 232 },
};
