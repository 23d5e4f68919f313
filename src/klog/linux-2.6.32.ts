import type { Catalogue, FunctionMessages } from './catalogue.ts';
import { define, err, info } from './define.ts';
import { conn, core, ctl, proto, sched, xmit } from './linux-6.12.ts';
import type { Message } from './message.ts';

/** The messages of linux-2.6.32 as far as they are not those of linux-6.12. */
const rl = (id: string, fn: string, template: string): Message => err(id, fn, template);

/** Lines that no other profile has. */
export const only = {
  registered_protocols: info('registered_protocols', 'ip_vs_protocol_init', 'Registered protocols (%s)'),
  table_configured: info(
    'table_configured',
    'ip_vs_conn_init',
    'Connection hash table configured (size=%d, memory=%dKbytes)',
  ),
  entry_bytes: define('entry_bytes', 'ip_vs_conn_init', 0, 'Each connection entry needs %d bytes at least'),
  loaded: info('loaded', 'ip_vs_init', 'ipvs loaded.'),
  scheduler_registered: info(
    'scheduler_registered',
    'register_ip_vs_scheduler',
    '[%s] scheduler registered.',
  ),
  /** `RR: no destination available`: by the scheduler's name. */
  no_destination: rl('no_destination', 'ip_vs_schedule', '%s: %s'),
  suppressed: define('suppressed', '__ratelimit', -1, '__ratelimit: %d callbacks suppressed', 'error', false),
  frag_needed: define('frag_needed', 'ip_vs_xmit', -1, '%s(): frag needed'),
  mtu_less: define('mtu_less', 'ip_vs_tunnel_xmit', -1, '%s(): mtu less than 68'),
  half_connection: err(
    'half_connection',
    'handle_response_icmp',
    "shouldn't reach here, because the box is on the half connection in the tun/dr module.",
  ),
  delayed: define('delayed', 'ip_vs_conn_expire', 7, 'delayed: conn->refcnt-1=%d conn->n_control=%d'),
  tcp_state: define(
    'tcp_state',
    'set_tcp_state',
    8,
    '%s %s [%c%c%c%c] %A:%d->%A:%d state: %s->%s conn->refcnt:%d',
  ),
  new_dst: define('new_dst', '__ip_vs_get_out_rt', 10, 'new dst %pI4, refcnt=%d, rtos=%X'),
  new_dst_v6: define('new_dst_v6', '__ip_vs_get_out_rt_v6', 10, 'new dst %pI6, refcnt=%d'),
  mtu_less_v6: define('mtu_less_v6', 'ip_vs_tunnel_xmit_v6', -1, '%s(): mtu less than 1280'),
} as const;

const changed: readonly (readonly [Message, Message | null])[] = [
  [conn.delayed, only.delayed],
  [conn.drop_connection, define('del_connection', 'ip_vs_random_dropentry', 4, 'del connection')],
  [conn.drop_controlling, define('del_template', 'ip_vs_random_dropentry', 4, 'del conn template')],
  [core.ignored_type, define('ignored_type', 'ip_vs_in', 12, 'packet type=%d proto=%d daddr=%A ignored')],
  [
    core.outgoing_icmpv6,
    define('outgoing_icmpv6', 'ip_vs_out_icmp_v6', 12, 'Outgoing ICMPv6 (%d,%d) %pI6->%pI6'),
  ],
  [
    core.incoming_icmpv6,
    define('incoming_icmpv6', 'ip_vs_in_icmp_v6', 12, 'Incoming ICMPv6 (%d,%d) %pI6->%pI6'),
  ],
  [ctl.removing_service, null],
  [
    ctl.removing_dest,
    define('removing_dest', 'ip_vs_trash_get_dest', 3, 'Removing destination %u/%A:%u from trash'),
  ],
  [proto.tcp_state, only.tcp_state],
  [sched.sh_assigned, null],
  [sched.not_found, info('not_found', 'ip_vs_add_service', 'Scheduler module ip_vs_%s not found')],
  [xmit.new_dst, only.new_dst],
];

/** `Enter: ip_vs_out, net/netfilter/ipvs/ip_vs_core.c line 942`; 0 = no such line. */
function lines(
  fn: string,
  file: string,
  level: number,
  enter: number,
  leave: number,
  error = 0,
): Record<string, FunctionMessages> {
  const line = (word: 'Enter' | 'Leave', number: number): Message | null =>
    number === 0
      ? null
      : define(
          `${word.toLowerCase()}_${fn}_${number}`,
          fn,
          level,
          `${word}: ${fn}, net/netfilter/ipvs/${file} line ${number}`,
        );
  return { [fn]: { enter: line('Enter', enter), leave: line('Leave', leave), error: line('Leave', error) } };
}

const functions: Readonly<Record<string, FunctionMessages>> = {
  ...lines('ip_vs_add_dest', 'ip_vs_ctl.c', 2, 888, 984),
  ...lines('ip_vs_new_dest', 'ip_vs_ctl.c', 2, 828, 872),
  ...lines('ip_vs_edit_dest', 'ip_vs_ctl.c', 2, 1000, 1038),
  ...lines('ip_vs_del_dest', 'ip_vs_ctl.c', 2, 1116, 1144),
  ...lines('ip_vs_out', 'ip_vs_core.c', 11, 942, 0),
  ...lines('handle_response', 'ip_vs_core.c', 11, 0, 919),
  ...lines('ip_vs_bypass_xmit', 'ip_vs_xmit.c', 10, 238, 274, 281),
  ...lines('ip_vs_nat_xmit', 'ip_vs_xmit.c', 10, 362, 414, 420),
  ...lines('ip_vs_tunnel_xmit', 'ip_vs_xmit.c', 10, 539, 624, 632),
  ...lines('ip_vs_dr_xmit', 'ip_vs_xmit.c', 10, 756, 789, 796),
  ...lines('ip_vs_icmp_xmit', 'ip_vs_xmit.c', 10, 867, 925, 925),
  ...lines('ip_vs_bypass_xmit_v6', 'ip_vs_xmit.c', 10, 301, 338, 345),
  ...lines('ip_vs_nat_xmit_v6', 'ip_vs_xmit.c', 10, 436, 490, 496),
  ...lines('ip_vs_tunnel_xmit_v6', 'ip_vs_xmit.c', 10, 649, 730, 738),
  ...lines('ip_vs_dr_xmit_v6', 'ip_vs_xmit.c', 10, 808, 842, 849),
  ...lines('ip_vs_icmp_xmit_v6', 'ip_vs_xmit.c', 10, 941, 1000, 1000),
};

export const linux_2_6_32_messages: Catalogue = { changed: new Map(changed), functions };
