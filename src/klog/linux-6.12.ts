import { type Message, type Severity, splitTemplate } from './message.ts';

/**
 * The messages of linux-6.12, one entry each: function, level, template. Levels are those of
 * net.ipv4.vs.debug_level; errors and infos are printed at any level.
 */
function define(
  id: string,
  fn: string,
  level: number,
  template: string,
  severity: Severity = 'debug',
): Message {
  return { id, fn, level, severity, template, prefix: true, pieces: splitTemplate(template) };
}

function err(id: string, fn: string, template: string): Message {
  return define(id, fn, -1, template, 'error');
}

const END = 'c:%A:%d v:%A:%d d:%A:%d';
const BIND = `${END} fwd:%c s:%u conn->flags:%X conn->refcnt:%d dest->refcnt:%d`;

/** ip_vs_conn.c and the inline functions of ip_vs.h */
export const conn = {
  lookup_in: define('lookup_in', 'ip_vs_conn_in_get', 9, 'lookup/in %s %A:%d->%A:%d %s'),
  lookup_out: define('lookup_out', 'ip_vs_conn_out_get', 9, 'lookup/out %s %A:%d->%A:%d %s'),
  template_lookup: define('template_lookup', 'ip_vs_ct_in_get', 9, 'template lookup/in %s %A:%d->%A:%d %s'),
  check_template: define(
    'check_template',
    'ip_vs_check_template',
    9,
    'check_template: dest not available for protocol %s s:%A:%d v:%A:%d -> d:%A:%d',
  ),
  bind_dest: define('bind_dest', 'ip_vs_bind_dest', 7, `Bind-dest %s ${BIND}`),
  unbind_dest: define('unbind_dest', 'ip_vs_unbind_dest', 7, `Unbind-dest %s ${BIND}`),
  delayed: define('delayed', 'ip_vs_conn_expire', 7, 'delayed: conn->refcnt=%d conn->n_control=%d'),
  drop_controlling: define('drop_controlling', 'ip_vs_conn_expire', 4, 'drop controlling connection'),
  drop_connection: define('drop_connection', 'ip_vs_random_dropentry', 4, 'drop connection'),
  del_connection: define('del_connection', 'ip_vs_expire_nodest_conn_flush', 4, 'del connection'),
  del_controlling: define(
    'del_controlling',
    'ip_vs_expire_nodest_conn_flush',
    4,
    'del controlling connection',
  ),
  control_add: define(
    'control_add',
    'ip_vs_control_add',
    7,
    'ADDing control for: cp.dst=%A:%d ctl_cp.dst=%A:%d',
  ),
  control_del: define(
    'control_del',
    'ip_vs_control_del',
    7,
    'DELeting control for: cp.dst=%A:%d ctl_cp.dst=%A:%d',
  ),
} as const;

/** ip_vs_core.c */
export const core = {
  p_schedule: define('p_schedule', 'ip_vs_sched_persist', 6, 'p-schedule: src %A:%u dest %A:%u mnet %A'),
  p_schedule_no_dest: define('p_schedule_no_dest', 'ip_vs_sched_persist', 1, 'p-schedule: no dest found.'),
  schedule_no_dest: define('schedule_no_dest', 'ip_vs_schedule', 1, 'Schedule: no dest found.'),
  schedule_port_zero: err(
    'schedule_port_zero',
    'ip_vs_schedule',
    'Schedule: port zero only supported in persistent services, check your ipvs configuration',
  ),
  schedule: define('schedule', 'ip_vs_schedule', 6, `Schedule fwd:%c ${END} conn->flags:%X conn->refcnt:%d`),
  cache_bypass: define('cache_bypass', 'ip_vs_leave', 6, 'ip_vs_leave(): create a cache_bypass entry'),
  outgoing_icmp: define('outgoing_icmp', 'ip_vs_out_icmp', 12, 'Outgoing ICMP (%d,%d) %pI4->%pI4'),
  incoming_icmp: define('incoming_icmp', 'ip_vs_in_icmp', 12, 'Incoming ICMP (%d,%d) %pI4->%pI4'),
  outgoing_icmpv6: define('outgoing_icmpv6', 'ip_vs_out_icmp_v6', 8, 'Outgoing ICMPv6 (%d,%d) %pI6c->%pI6c'),
  incoming_icmpv6: define('incoming_icmpv6', 'ip_vs_in_icmp_v6', 8, 'Incoming ICMPv6 (%d,%d) %pI6c->%pI6c'),
} as const;

/** ip_vs_ctl.c */
export const ctl = {
  lookup_service: define('lookup_service', 'ip_vs_service_find', 9, 'lookup service: fwm %u %s %A:%u %s'),
  removing_service: define('removing_service', '__ip_vs_del_service', 3, 'Removing service %u/%A:%u'),
  still_in_trash: define(
    'still_in_trash',
    'ip_vs_trash_get_dest',
    3,
    'Destination %u/%A:%u still in trash, dest->refcnt=%d',
  ),
  get_from_trash: define(
    'get_from_trash',
    'ip_vs_add_dest',
    3,
    'Get destination %A:%u from trash, dest->refcnt=%d, service %u/%A:%u',
  ),
  moving_dest: define('moving_dest', '__ip_vs_del_dest', 3, 'Moving dest %A:%u into trash, dest->refcnt=%d'),
  removing_dest: define(
    'removing_dest',
    'ip_vs_dest_trash_expire',
    3,
    'Removing destination %u/%A:%u from trash',
  ),
  setting_timeout: define(
    'setting_timeout',
    'ip_vs_set_timeout',
    2,
    'Setting timeout tcp:%d tcpfin:%d udp:%d',
  ),
  dest_exists: define('dest_exists', 'ip_vs_add_dest', 1, 'ip_vs_add_dest(): dest already exists'),
  dest_missing: define('dest_missing', 'ip_vs_edit_dest', 1, "ip_vs_edit_dest(): dest doesn't exist"),
  dest_not_found: define('dest_not_found', 'ip_vs_del_dest', 1, 'ip_vs_del_dest(): destination not found!'),
  weight_negative: err('weight_negative', 'ip_vs_add_dest', '%s(): server weight less than zero'),
  threshold_order: err(
    'threshold_order',
    'ip_vs_add_dest',
    '%s(): lower threshold is higher than upper threshold',
  ),
} as const;

/** ip_vs_sched.c and the schedulers */
const no_bracket_pick = (name: string, what: string): Message =>
  define(`${name}_pick`, `ip_vs_${name}_schedule`, 6, `${name.toUpperCase()}: server %A:%d ${what}`);
const scheduling = (name: string): Message =>
  define(`${name}_scheduling`, `ip_vs_${name}_schedule`, 6, `ip_vs_${name}_schedule(): Scheduling...`);
const OVERHEAD = 'activeconns %d refcnt %d weight %d overhead %d';

export const sched = {
  getbyname: define('getbyname', 'ip_vs_sched_getbyname', 2, 'ip_vs_sched_getbyname(): sched_name "%s"'),
  not_found: define('not_found', 'ip_vs_scheduler_get', -1, 'Scheduler module ip_vs_%s not found', 'info'),
  err_fwm: err('err_fwm', 'ip_vs_scheduler_err', '%s: FWM %u 0x%08X - %s'),
  err_addr: err('err_addr', 'ip_vs_scheduler_err', '%s: %s %A:%d - %s'),
  rr: scheduling('rr'),
  rr_pick: no_bracket_pick('rr', 'activeconns %d refcnt %d weight %d'),
  wrr: scheduling('wrr'),
  wrr_pick: no_bracket_pick('wrr', 'activeconns %d refcnt %d weight %d'),
  lc: scheduling('lc'),
  lc_pick: no_bracket_pick('lc', 'activeconns %d inactconns %d'),
  wlc: scheduling('wlc'),
  wlc_pick: no_bracket_pick('wlc', OVERHEAD),
  sed: scheduling('sed'),
  sed_pick: no_bracket_pick('sed', OVERHEAD),
  nq: scheduling('nq'),
  nq_pick: no_bracket_pick('nq', OVERHEAD),
  sh: scheduling('sh'),
  sh_pick: define('sh_pick', 'ip_vs_sh_schedule', 6, 'SH: source IP address %A --> server %A:%d'),
  sh_assigned: define('sh_assigned', 'ip_vs_sh_reassign', 6, 'assigned i: %d dest: %A weight: %d'),
  sh_unavailable: define(
    'sh_unavailable',
    'ip_vs_sh_get_fallback',
    6,
    'SH: selected unavailable server %A:%d, reselecting',
  ),
  sh_unavailable_offset: define(
    'sh_unavailable_offset',
    'ip_vs_sh_get_fallback',
    6,
    'SH: selected unavailable server %A:%d (offset %d), reselecting',
  ),
  sh_allocated: define(
    'sh_allocated',
    'ip_vs_sh_init_svc',
    6,
    'SH hash table (memory=%dbytes) allocated for current service',
  ),
  sh_released: define('sh_released', 'ip_vs_sh_done_svc', 6, 'SH hash table (memory=%dbytes) released'),
  dh: scheduling('dh'),
  dh_pick: define('dh_pick', 'ip_vs_dh_schedule', 6, 'DH: destination IP address %A --> server %A:%d'),
  dh_allocated: define(
    'dh_allocated',
    'ip_vs_dh_init_svc',
    6,
    'DH hash table (memory=%dbytes) allocated for current service',
  ),
  dh_released: define('dh_released', 'ip_vs_dh_done_svc', 6, 'DH hash table (memory=%dbytes) released'),
} as const;

/** ip_vs_proto_tcp.c, ip_vs_proto_ah_esp.c */
export const proto = {
  tcp_state: define('tcp_state', 'set_tcp_state', 8, `%s %s [%c%c%c%c] ${END} state: %s->%s conn->refcnt:%d`),
  tcp_state_idx: define('tcp_state_idx', 'set_tcp_state', 8, 'tcp_state_idx=%d!!!'),
} as const;

/** ip_vs_xmit.c */
export const xmit = {
  new_dst: define('new_dst', '__ip_vs_get_out_rt', 10, 'new dst %pI6, src %pI6, refcnt=%d'),
  filled_cport: define('filled_cport', 'ip_vs_nat_xmit', 10, 'filled cport=%d'),
  frag_needed: define('frag_needed', 'ensure_mtu_is_adequate', 1, 'frag needed for %pI6c'),
} as const;
