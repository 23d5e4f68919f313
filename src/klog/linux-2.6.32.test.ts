import { describe, expect, it } from 'vitest';
import { GROUPS, type LeftOut, plainFormat } from '../testing/catalogue.ts';
import { own_message } from './catalogue.ts';
import { linux_2_6_32_messages, only } from './linux-2.6.32.ts';
import type { Message } from './message.ts';

/**
 * Is every message of linux-2.6.32 in its catalogue? Read off its source, file by file; `%s` stands for an
 * address, `%pI` for one that printk formats, `%d` for any decimal number. Level -1 = at any debug_level.
 */
type Row = readonly [level: number, format: string];

const ENDS = 'c:%s:%d v:%s:%d d:%s:%d';
const COUNTS = 'activeconns %d refcnt %d weight %d';
const SERVER = 'server %s:%d';
const BIND = `${ENDS} fwd:%c s:%d conn->flags:%X conn->refcnt:%d dest->refcnt:%d`;

const scheduler = (name: string, what: string): Row[] => [
  [6, `ip_vs_${name}_schedule(): Scheduling...`],
  [6, `${name.toUpperCase()}: ${what}`],
];
const table = (title: string): Row[] => [
  [6, `${title} hash table (memory=%dbytes) allocated for current service`],
  [6, `${title} hash table (memory=%dbytes) released`],
];
const lines = (file: string, level: number, fn: string, ...numbers: number[]): Row[] =>
  numbers.map((line, i) => {
    const word = i === 0 && line > 0 ? 'Enter' : 'Leave';
    return [level, `${word}: ${fn}, net/netfilter/ipvs/${file} line ${Math.abs(line)}`];
  });

const PRESENT: readonly Row[] = [
  // ip_vs.h, ip_vs_conn.c
  [7, 'DELeting control for: cp.dst=%s:%d ctl_cp.dst=%s:%d'],
  [7, 'ADDing control for: cp.dst=%s:%d ctl_cp.dst=%s:%d'],
  [9, 'lookup/in %s %s:%d->%s:%d %s'],
  [9, 'template lookup/in %s %s:%d->%s:%d %s'],
  [9, 'lookup/out %s %s:%d->%s:%d %s'],
  [7, `Bind-dest %s ${BIND}`],
  [7, `Unbind-dest %s ${BIND}`],
  [9, 'check_template: dest not available for protocol %s s:%s:%d v:%s:%d -> d:%s:%d'],
  [7, 'delayed: conn->refcnt-1=%d conn->n_control=%d'],
  [4, 'del connection'],
  [4, 'del conn template'],
  [-1, 'Connection hash table configured (size=%d, memory=%dKbytes)'],
  [0, 'Each connection entry needs %d bytes at least'],
  // ip_vs_core.c
  [6, 'p-schedule: src %s:%d dest %s:%d mnet %s'],
  [1, 'p-schedule: no dest found.'],
  [-1, 'Schedule: port zero only supported in persistent services, check your ipvs configuration'],
  [1, 'Schedule: no dest found.'],
  [6, `Schedule fwd:%c ${ENDS} conn->flags:%X conn->refcnt:%d`],
  [6, 'ip_vs_leave(): create a cache_bypass entry'],
  [-1, "shouldn't reach here, because the box is on the half connection in the tun/dr module."],
  [12, 'Outgoing ICMP (%d,%d) %pI->%pI'],
  [12, 'Outgoing ICMPv6 (%d,%d) %pI->%pI'],
  [12, 'Incoming ICMP (%d,%d) %pI->%pI'],
  [12, 'Incoming ICMPv6 (%d,%d) %pI->%pI'],
  [12, 'packet type=%d proto=%d daddr=%s ignored'],
  [-1, 'ipvs loaded.'],
  ...lines('ip_vs_core.c', 11, 'ip_vs_out', 942),
  ...lines('ip_vs_core.c', 11, 'handle_response', -919),
  // ip_vs_ctl.c
  [9, 'lookup service: fwm %d %s %s:%d %s'],
  [3, 'Destination %d/%s:%d still in trash, dest->refcnt=%d'],
  [3, 'Removing destination %d/%s:%d from trash'],
  [-1, '%s(): server weight less than zero'],
  [-1, '%s(): lower threshold is higher than upper threshold'],
  [1, 'ip_vs_add_dest(): dest already exists'],
  [3, 'Get destination %s:%d from trash, dest->refcnt=%d, service %d/%s:%d'],
  [1, "ip_vs_edit_dest(): dest doesn't exist"],
  [3, 'Moving dest %s:%d into trash, dest->refcnt=%d'],
  [1, 'ip_vs_del_dest(): destination not found!'],
  [-1, 'Scheduler module ip_vs_%s not found'],
  [2, 'Setting timeout tcp:%d tcpfin:%d udp:%d'],
  ...lines('ip_vs_ctl.c', 2, 'ip_vs_new_dest', 828, 872),
  ...lines('ip_vs_ctl.c', 2, 'ip_vs_add_dest', 888, 984),
  ...lines('ip_vs_ctl.c', 2, 'ip_vs_edit_dest', 1000, 1038),
  ...lines('ip_vs_ctl.c', 2, 'ip_vs_del_dest', 1116, 1144),
  // ip_vs_sched.c and the schedulers
  [-1, 'ip_vs_bind_scheduler(): init error'],
  [2, 'ip_vs_sched_getbyname(): sched_name "%s"'],
  [-1, '[%s] scheduler registered.'],
  [-1, '%s: %s'],
  ...scheduler('rr', `${SERVER} ${COUNTS}`),
  ...scheduler('wrr', `${SERVER} ${COUNTS}`),
  ...scheduler('lc', `${SERVER} activeconns %d inactconns %d`),
  ...scheduler('wlc', `${SERVER} ${COUNTS} overhead %d`),
  ...scheduler('sed', `${SERVER} ${COUNTS} overhead %d`),
  ...scheduler('nq', `${SERVER} ${COUNTS} overhead %d`),
  ...scheduler('sh', `source IP address %s --> ${SERVER}`),
  ...table('SH'),
  ...scheduler('dh', `destination IP address %s --> ${SERVER}`),
  ...table('DH'),
  ...scheduler('lblc', `${SERVER} ${COUNTS} overhead %d`),
  ...table('LBLC'),
  [6, `LBLC: destination IP address %s --> ${SERVER}`],
  ...scheduler('lblcr', `${SERVER} ${COUNTS} overhead %d`),
  ...table('LBLCR'),
  [6, `ip_vs_dest_set_min(): ${SERVER} ${COUNTS} overhead %d`],
  [6, `ip_vs_dest_set_max(): ${SERVER} ${COUNTS} overhead %d`],
  [1, 'no destination available'],
  [6, `LBLCR: destination IP address %s --> ${SERVER}`],
  // ip_vs_proto*.c
  [-1, 'Registered protocols (%s)'],
  [12, 'Unknown ISAKMP entry for %s packet %s%s %s->%s'],
  [8, 'tcp_state_idx=%d!!!'],
  [8, '%s %s [%c%c%c%c] %s:%d->%s:%d state: %s->%s conn->refcnt:%d'],
  // ip_vs_xmit.c
  [10, 'new dst %pI, refcnt=%d, rtos=%X'],
  [10, 'new dst %pI, refcnt=%d'],
  [10, 'filled cport=%d'],
  [-1, '%s(): frag needed'],
  [-1, '%s(): mtu less than 68'],
  [-1, '%s(): mtu less than 1280'],
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_bypass_xmit', 238, 274, 281),
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_bypass_xmit_v6', 301, 338, 345),
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_nat_xmit', 362, 414, 420),
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_nat_xmit_v6', 436, 490, 496),
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_tunnel_xmit', 539, 624, 632),
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_tunnel_xmit_v6', 649, 730, 738),
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_dr_xmit', 756, 789, 796),
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_dr_xmit_v6', 808, 842, 849),
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_icmp_xmit', 867, 925),
  ...lines('ip_vs_xmit.c', 10, 'ip_vs_icmp_xmit_v6', 941, 1000),
];

const NO_MEMORY = 'memory never runs out in the model';
const BUG = 'tells of a fault of the kernel itself; the model has no way there';
const LOADING = 'printed when a module comes or goes, or cannot be loaded';
const SYSTEM_CALL = 'about a malformed call from user space; commands come as values here';
const CHECKSUM = 'captures hold packets whose checksums the card has yet to fill: they count as right';
const REWRITING = 'the recorded kernel has no FTP helper, so payloads and sequence numbers stay as they are';
const ROUTES = 'every address can be reached in the model';

const OUT_OF_SCOPE: readonly LeftOut[] = [
  ['ip_vs_conn_hash(): request for already hashed, called from %pF', BUG],
  ['request control DEL for uncontrolled: %s:%d to %s:%d', BUG],
  ['BUG control DEL with n=0 : %s:%d to %s:%d', BUG],
  ['request control ADD for already controlled: %s:%d to %s:%d', BUG],
  ['ip_vs_svc_hash(): request for already hashed, called from %pF', BUG],
  ['ip_vs_svc_unhash(): request for unhash flagged, called from %pF', BUG],
  ['warning: packet_xmit is null', BUG],
  ['ip_vs_bind_scheduler(): svc arg NULL', BUG],
  ['ip_vs_bind_scheduler(): scheduler arg NULL', BUG],
  ['ip_vs_unbind_scheduler(): svc arg NULL', BUG],
  ["ip_vs_unbind_scheduler(): svc isn't bound", BUG],
  ['ip_vs_unbind_scheduler(): done error', BUG],
  ['%s(): protocol error, ETH_P_IP: %d, skb protocol: %d', BUG],
  ['%s(): protocol error, ETH_P_IPV6: %d, skb protocol: %d', BUG],
  ['%s(): no memory', NO_MEMORY],
  ['%s(): no memory.', NO_MEMORY],
  ["can't setup control.", LOADING],
  ["can't setup application helper.", LOADING],
  ["can't setup connection table.", LOADING],
  ["can't register hooks.", LOADING],
  ['ipvs unloaded.', LOADING],
  ['cannot register sockopt.', LOADING],
  ['cannot register Generic Netlink interface.', LOADING],
  ['[%s] scheduler unregistered.', LOADING],
  ['register_ip_vs_scheduler(): NULL arg', LOADING],
  ['register_ip_vs_scheduler(): [%s] scheduler already linked', LOADING],
  ['unregister_ip_vs_scheduler(): [%s] scheduler is not in the list. failed', LOADING],
  ['%s application %s:%d registered', LOADING],
  ['%s App %s:%d unregistered', LOADING],
  ['%s: loaded support on port[%d] = %d', LOADING],
  ['set_ctl: len %d != %d', SYSTEM_CALL],
  ['set_ctl: invalid protocol: %d %pI:%d %s', SYSTEM_CALL],
  ['get_ctl: len %d < %d', SYSTEM_CALL],
  ['length: %d != %d', SYSTEM_CALL],
  ['unknown Generic Netlink command', SYSTEM_CALL],
  ['not enough space in Netlink message', SYSTEM_CALL],
  ['Forward ICMP: failed checksum from %s!', CHECKSUM],
  ['Incoming ICMP: failed checksum from %pI!', CHECKSUM],
  ['O-pkt: %s O-csum=%d (+%d)', CHECKSUM],
  ['vs_fix_seq(): added delta (%d) to seq', REWRITING],
  ['vs_fix_seq(): added previous_delta (%d) to seq', REWRITING],
  ['vs_fix_ack_seq(): subtracted delta (%d) from ack_seq', REWRITING],
  ['vs_fix_ack_seq(): subtracted previous_delta (%d) from ack_seq', REWRITING],
  ['ip_route_output error, dest: %pI', ROUTES],
  ['ip6_route_output error, dest: %pI', ROUTES],
  ['%s(): ip_route_output error, dest: %pI', ROUTES],
  ['%s(): ip6_route_output error, dest: %pI', ROUTES],
];

/** All that this kernel prints in the model: its own wording, what only it has, the lines of functions. */
function ownMessages(): Message[] {
  const { functions } = linux_2_6_32_messages;
  const shared = Object.values(GROUPS).flatMap((group) => Object.values(group));
  const own = shared.map((message) => own_message(linux_2_6_32_messages, message));
  const marks = Object.values(functions).flatMap(({ enter, leave, error }) => [enter, leave, error]);
  return [...own, ...Object.values(only), ...marks].filter((message) => message !== null);
}

describe('the catalogue of linux-2.6.32', () => {
  const rows = new Set(ownMessages().map(({ level, template }) => `${level} ${plainFormat(template)}`));
  const formats = new Set(ownMessages().map(({ template }) => plainFormat(template)));

  it.each(PRESENT)('has, at level %i: %s', (level, format) => {
    expect(rows).toContain(`${level} ${format}`);
  });

  it('leaves out what the model cannot print, each with a reason', () => {
    for (const [format, reason] of OUT_OF_SCOPE) {
      expect([format, formats.has(format)]).toEqual([format, false]);
      expect(reason.length).toBeGreaterThan(10);
    }
  });

  it('accounts for all that only it prints', () => {
    const listed = new Set(PRESENT.map(([, format]) => format));
    const marks = Object.values(linux_2_6_32_messages.functions).flatMap(({ enter, leave }) => [
      enter,
      leave,
    ]);
    const all = [...Object.values(only), ...linux_2_6_32_messages.changed.values(), ...marks];
    const missing = all.filter((message) => message && !listed.has(plainFormat(message.template)));
    expect(missing.map((message) => message?.template)).toEqual(['__ratelimit: %d callbacks suppressed']);
  });
});
