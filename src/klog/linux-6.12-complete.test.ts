import { describe, expect, it } from 'vitest';
import {
  allFormats,
  GROUPS,
  idsOf,
  type LeftOut,
  type MessageRow,
  messageOf,
  plainFormat,
} from '../testing/catalogue.ts';

/**
 * Is every message of the core of IPVS in the catalogue? The list was read off the source of linux-6.12, file
 * by file; schedulers, protocols and helpers have their own in linux-6.12-modules.test.ts.
 */
const ENDS = 'c:%s:%d v:%s:%d d:%s:%d';
const BIND = `${ENDS} fwd:%c s:%d conn->flags:%X conn->refcnt:%d dest->refcnt:%d`;
const RS_FLAGS = 'conn->flags:%X conn->refcnt:%d';

const PRESENT: readonly MessageRow[] = [
  // ip_vs_core.c
  ['core.p_schedule_no_dest', 1, 'p-schedule: no dest found.'],
  ['core.schedule_no_dest', 1, 'Schedule: no dest found.'],
  ['core.p_schedule', 6, 'p-schedule: src %s:%d dest %s:%d mnet %s'],
  ['core.schedule', 6, `Schedule fwd:%c ${ENDS} ${RS_FLAGS}`],
  ['core.rs_initiated', 6, `New connection RS-initiated:%c ${ENDS} ${RS_FLAGS}`],
  ['core.cache_bypass', 6, 'ip_vs_leave(): create a cache_bypass entry'],
  ['core.outgoing_icmpv6', 8, 'Outgoing ICMPv6 (%d,%d) %pI->%pI'],
  ['core.incoming_icmpv6', 8, 'Incoming ICMPv6 (%d,%d) %pI->%pI'],
  ['core.outgoing_icmp', 12, 'Outgoing ICMP (%d,%d) %pI->%pI'],
  ['core.incoming_icmp', 12, 'Incoming ICMP (%d,%d) %pI->%pI'],
  ['core.icmp_for_tunnel', 12, 'ICMP for %s %pI->%pI: mtu=%d'],
  ['core.sending_icmp', 12, 'Sending ICMP for %pI->%pI: t=%d, c=%d, i=%d'],
  ['core.ignored_type', 12, 'packet type=%d proto=%d daddr=%s ignored in hook %d'],
  [
    'core.schedule_port_zero',
    -1,
    'Schedule: port zero only supported in persistent services, check your ipvs configuration',
  ],
  // ip_vs_conn.c, ip_vs.h
  ['conn.lookup_in', 9, 'lookup/in %s %s:%d->%s:%d %s'],
  ['conn.lookup_out', 9, 'lookup/out %s %s:%d->%s:%d %s'],
  ['conn.template_lookup', 9, 'template lookup/in %s %s:%d->%s:%d %s'],
  ['conn.check_template', 9, 'check_template: dest not available for protocol %s s:%s:%d v:%s:%d -> d:%s:%d'],
  ['conn.bind_dest', 7, `Bind-dest %s ${BIND}`],
  ['conn.unbind_dest', 7, `Unbind-dest %s ${BIND}`],
  ['conn.delayed', 7, 'delayed: conn->refcnt=%d conn->n_control=%d'],
  ['conn.drop_controlling', 4, 'drop controlling connection'],
  ['conn.drop_connection', 4, 'drop connection'],
  ['conn.del_connection', 4, 'del connection'],
  ['conn.del_controlling', 4, 'del controlling connection'],
  ['conn.control_add', 7, 'ADDing control for: cp.dst=%s:%d ctl_cp.dst=%s:%d'],
  ['conn.control_del', 7, 'DELeting control for: cp.dst=%s:%d ctl_cp.dst=%s:%d'],
  // ip_vs_ctl.c
  ['ctl.dest_exists', 1, 'ip_vs_add_dest(): dest already exists'],
  ['ctl.dest_missing', 1, "ip_vs_edit_dest(): dest doesn't exist"],
  ['ctl.dest_not_found', 1, 'ip_vs_del_dest(): destination not found!'],
  ['ctl.setting_timeout', 2, 'Setting timeout tcp:%d tcpfin:%d udp:%d'],
  ['ctl.removing_service', 3, 'Removing service %d/%s:%d'],
  ['ctl.still_in_trash', 3, 'Destination %d/%s:%d still in trash, dest->refcnt=%d'],
  ['ctl.get_from_trash', 3, 'Get destination %s:%d from trash, dest->refcnt=%d, service %d/%s:%d'],
  ['ctl.moving_dest', 3, 'Moving dest %s:%d into trash, dest->refcnt=%d'],
  ['ctl.removing_dest', 3, 'Removing destination %d/%s:%d from trash'],
  ['ctl.lookup_service', 9, 'lookup service: fwm %d %s %s:%d %s'],
  ['ctl.weight_negative', -1, '%s(): server weight less than zero'],
  ['ctl.threshold_order', -1, '%s(): lower threshold is higher than upper threshold'],
  ['ctl.tunnel_port_zero', -1, '%s(): tunnel port is zero'],
  // ip_vs_xmit.c
  ['xmit.frag_needed', 1, 'frag needed for %pI'],
  ['xmit.icmp_loopback', 1, '%s(): stopping DNAT to loopback %pI'],
  ['xmit.new_dst', 10, 'new dst %pI, src %pI, refcnt=%d'],
  ['xmit.filled_cport', 10, 'filled cport=%d'],
  ['xmit.crossing', -1, 'We are crossing local and non-local addresses daddr=%pI'],
  ['xmit.mtu_too_small', -1, '%s(): mtu less than %d'],
  // ip_vs_est.c
  ['est.starting', -1, 'starting estimator thread %d...'],
  ['est.stopping', -1, 'stopping estimator thread %d...'],
  // ip_vs_sync.c
  ['sync.start', 7, 'start_sync_thread(): pid %s'],
  ['sync.entry_size', 7, 'Each ip_vs_sync_conn entry needs %d bytes'],
  ['sync.binding', 7, 'binding socket with (%s) %pI'],
  ['sync.started', -1, 'sync thread started: state = %s, mcast_ifn = %s, syncid = %d, id = %d'],
  ['sync.stop', 7, 'stop_sync_thread(): pid %s'],
  ['sync.stopping', -1, 'stopping %s sync thread %s ...'],
  ['sync.pe_data_invalid', -1, 'SYNC, connection pe_data invalid'],
  ['sync.no_engine', 3, 'BACKUP, no %s engine found/loaded'],
  ['sync.invalid_pe', -1, 'BACKUP, Invalid PE parameters'],
  ['sync.v0_bogus_conn', -1, 'BACKUP v0, bogus conn'],
  ['sync.v0_bogus_options', -1, 'BACKUP v0, Dropping buffer bogus conn options'],
  ['sync.v0_invalid_flags', 2, 'BACKUP v0, Invalid flags 0x%X'],
  ['sync.v0_unsupported', 2, 'BACKUP v0, Unsupported protocol %d'],
  ['sync.v0_invalid_state', 2, 'BACKUP v0, Invalid %s state %d'],
  ['sync.v0_invalid_tpl', 7, 'BACKUP v0, Invalid tpl state %d'],
  ['sync.seq_length', 2, 'BACKUP, bogus conn options length'],
  ['sync.seq_twice', 2, 'BACKUP, conn options found twice'],
  ['sync.par_length', 2, 'BACKUP, bogus par.data len > %d'],
  ['sync.par_twice', 2, 'BACKUP, Par.data found twice 0x%x'],
  ['sync.unknown_param', 3, 'BACKUP, Unknown mandatory param %d found'],
  ['sync.invalid_flags', 3, 'BACKUP, Invalid flags 0x%X'],
  ['sync.unsupported', 3, 'BACKUP, Unsupported protocol %d'],
  ['sync.invalid_state', 3, 'BACKUP, Invalid %s state %d'],
  ['sync.invalid_tpl', 7, 'BACKUP, Invalid tpl state %d'],
  ['sync.dropped', 2, 'BACKUP, Single msg dropped err:%d'],
  ['sync.too_short', 2, 'BACKUP, message header too short'],
  ['sync.bogus_size', 2, 'BACKUP, bogus message size'],
  ['sync.other_syncid', 7, 'BACKUP, Ignoring syncid = %d'],
  ['sync.too_small', -1, 'BACKUP, Dropping buffer, too small'],
  ['sync.beyond', -1, 'BACKUP, Dropping buffer, msg > buffer'],
  ['sync.version', -1, 'BACKUP, Dropping buffer, Unknown version %d'],
  ['sync.decoding', -1, 'BACKUP, Dropping buffer, Err: %d in decoding'],
];

const NO_MEMORY = 'memory never runs out in the model';
const BUG = 'tells of a fault of the kernel itself; the model has no way there';
const LOADING = 'printed when a module comes or goes, before a machine begins';
const SYSTEM_CALL = 'about a malformed call from user space; commands come as values here';
const CHECKSUM = 'captures hold packets whose checksums the card has yet to fill: they count as right';
const ROUTES = 'every address can be reached in the model';
const NO_DEVICES = 'the model has no network devices that go down';
const SOCKETS = 'sockets of the model do not fail';
const PR_DEBUG = 'dynamic debug: never visible without it';

/** The rest, with the reason why the model cannot print it. */
const OUT_OF_SCOPE: readonly LeftOut[] = [
  ['Forward ICMP: failed checksum from %s!', CHECKSUM],
  ['Incoming ICMP: failed checksum from %pI!', CHECKSUM],
  ['Incoming ICMPv6: failed checksum from %pI!', CHECKSUM],
  ['ipvs netns %d released', LOADING],
  ['ip_vs_nat_icmp_v6() changed port %d to %d', 'the model does not rewrite packets'],
  ['warning: packet_xmit is null', BUG],
  ["can't setup control.", LOADING],
  ["can't setup connection table.", LOADING],
  ["can't register netlink/ioctl.", LOADING],
  ['ipvs loaded.', LOADING],
  ['ipvs unloaded.', LOADING],
  ['Each connection entry needs %d bytes at least', LOADING],
  ['Connection hash table configured (size=%d, memory=%dKbytes)', LOADING],
  ['ip_vs_conn_new(): no memory', NO_MEMORY],
  ['ip_vs_conn_hash(): request for already hashed, called from %pS', BUG],
  ['request control ADD for already controlled: %s:%d to %s:%d', BUG],
  ['request control DEL for uncontrolled: %s:%d to %s:%d', BUG],
  ['BUG control DEL with n=0 : %s:%d to %s:%d', BUG],
  ['ip_vs_add_service(): no memory', NO_MEMORY],
  ['set_ctl: len %d != %d', SYSTEM_CALL],
  ['get_ctl: len %d < %d', SYSTEM_CALL],
  ['set_ctl: invalid protocol: %d %pI:%d', SYSTEM_CALL],
  ['length: %d != %d', SYSTEM_CALL],
  ['unknown Generic Netlink command', SYSTEM_CALL],
  ['not enough space in Netlink message', SYSTEM_CALL],
  ['cannot register sockopt.', LOADING],
  ['cannot register Generic Netlink interface.', LOADING],
  ['ip_vs_dst_event() dev=%s', NO_DEVICES],
  ['Reset dev:%s dest %s:%d ,dest->refcnt=%d', NO_DEVICES],
  ['ip_vs_svc_hash(): request for already hashed, called from %pS', BUG],
  ['ip_vs_svc_unhash(): request for unhash flagged, called from %pS', BUG],
  ['%s(): stopping DNAT to local address %pI', 'the host does not send such errors in the model'],
  ['ip_route_output error, dest: %pI', ROUTES],
  ['ip6_route_output error, dest: %pI', ROUTES],
  ['using max %d ests per chain, %d per kthread', 'how fast the processor is cannot be known'],
  ['stop unused estimator thread %d...', 'one estimation thread is enough here'],
  ['ip_vs_sync_buff_create failed.', NO_MEMORY],
  ['BACKUP, add new conn. failed', NO_MEMORY],
  ['BACKUP, IPv6 msg received, and IPVS is not compiled for IPv6', 'the model has IPv6'],
  ['You probably need to specify IP address on multicast interface.', NO_DEVICES],
  ['Unknown mcast interface: %s', NO_DEVICES],
  ['Error during creation of socket; terminating', SOCKETS],
  ['Error setting outbound mcast interface', SOCKETS],
  ['Error binding address of the mcast interface', SOCKETS],
  ['Error connecting to the multicast addr', SOCKETS],
  ['Error binding to the multicast addr', SOCKETS],
  ['Error joining to the multicast group', SOCKETS],
  ['ip_vs_send_async error %d', SOCKETS],
  ['receiving message error', SOCKETS],
  ['Failed to stop Master Daemon', LOADING],
  ['Failed to stop Backup Daemon', LOADING],
  ['%s: %s %s->%s (packet dumps, After SNAT, Checking incoming ICMP for ...)', PR_DEBUG],
];

describe('the catalogue of linux-6.12', () => {
  it.each(PRESENT)('has %s', (id, level, format) => {
    const message = messageOf(id);
    expect(message && { level: message.level, format: plainFormat(message.template) }).toEqual({
      level,
      format,
    });
  });

  it('leaves out what the model cannot print, each with a reason', () => {
    const templates = allFormats();
    for (const [format, reason] of OUT_OF_SCOPE) {
      expect([format, templates.has(plainFormat(format))]).toEqual([format, false]);
      expect(reason.length).toBeGreaterThan(10);
    }
  });

  it('accounts for every message of the core once', () => {
    const listed = PRESENT.map(([id]) => id);
    expect(new Set(listed).size).toBe(listed.length);
    const core = idsOf(['core', 'conn', 'ctl', 'xmit', 'est', 'sync']);
    expect(core.filter((id) => !listed.includes(id))).toEqual([]);
  });

  it('gives every message an id of its own', () => {
    const ids = Object.values(GROUPS).flatMap((group) => Object.values(group).map(({ id }) => id));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });
});
