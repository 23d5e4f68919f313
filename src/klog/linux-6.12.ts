import { define, err } from './define.ts';

export { est } from './linux-6.12-est.ts';
export { helper } from './linux-6.12-helper.ts';
export { sched } from './linux-6.12-sched.ts';
export { sync } from './linux-6.12-sync.ts';

/**
 * The messages of linux-6.12, one entry each: function, level, template. Levels are those of
 * net.ipv4.vs.debug_level; errors and infos are printed at any level.
 */
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
  rs_initiated: define(
    'rs_initiated',
    'ip_vs_new_conn_out',
    6,
    `New connection RS-initiated:%c ${END} conn->flags:%X conn->refcnt:%d`,
  ),
  outgoing_icmp: define('outgoing_icmp', 'ip_vs_out_icmp', 12, 'Outgoing ICMP (%d,%d) %pI4->%pI4'),
  incoming_icmp: define('incoming_icmp', 'ip_vs_in_icmp', 12, 'Incoming ICMP (%d,%d) %pI4->%pI4'),
  outgoing_icmpv6: define('outgoing_icmpv6', 'ip_vs_out_icmp_v6', 8, 'Outgoing ICMPv6 (%d,%d) %pI6c->%pI6c'),
  icmp_for_tunnel: define('icmp_for_tunnel', 'ip_vs_in_icmp', 12, 'ICMP for %s %pI4->%pI4: mtu=%u'),
  sending_icmp: define('sending_icmp', 'ip_vs_in_icmp', 12, 'Sending ICMP for %pI4->%pI4: t=%u, c=%u, i=%u'),
  ignored_type: define(
    'ignored_type',
    'ip_vs_in_hook',
    12,
    'packet type=%d proto=%d daddr=%A ignored in hook %u',
  ),
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
  tunnel_port_zero: err('tunnel_port_zero', 'ip_vs_add_dest', '%s(): tunnel port is zero'),
  threshold_order: err(
    'threshold_order',
    'ip_vs_add_dest',
    '%s(): lower threshold is higher than upper threshold',
  ),
} as const;

/** ip_vs_proto_tcp.c, ip_vs_proto_ah_esp.c */
export const proto = {
  tcp_state: define('tcp_state', 'set_tcp_state', 8, `%s %s [%c%c%c%c] ${END} state: %s->%s conn->refcnt:%d`),
  sctp_state: define(
    'sctp_state',
    'set_sctp_state',
    8,
    '%s %s  %A:%d->%A:%d state: %s->%s conn->refcnt:%d',
    'debug',
    false,
  ),
  unknown_isakmp: define(
    'unknown_isakmp',
    'ah_esp_conn_in_get',
    12,
    'Unknown ISAKMP entry for %s packet %s%s %A->%A',
  ),
  tcp_state_idx: define('tcp_state_idx', 'set_tcp_state', 8, 'tcp_state_idx=%d!!!'),
} as const;

/** ip_vs_xmit.c */
export const xmit = {
  new_dst: define('new_dst', '__ip_vs_get_out_rt', 10, 'new dst %pI6, src %pI6, refcnt=%d'),
  filled_cport: define('filled_cport', 'ip_vs_nat_xmit', 10, 'filled cport=%d'),
  crossing: define(
    'crossing',
    '__ip_vs_get_out_rt',
    -1,
    'We are crossing local and non-local addresses daddr=%pI4',
  ),
  mtu_too_small: define('mtu_too_small', '__ip_vs_get_out_rt', -1, '%s(): mtu less than %d'),
  icmp_loopback: define('icmp_loopback', 'ip_vs_icmp_xmit', 1, '%s(): stopping DNAT to loopback %pI4'),
  frag_needed: define('frag_needed', 'ensure_mtu_is_adequate', 1, 'frag needed for %pI6c'),
} as const;
