import {
  anchor,
  branch,
  call,
  called,
  end,
  goto,
  type Item,
  type Lane,
  passable,
  result,
  took,
} from '../lane.ts';
import { anyOf, type FlowKernel, SCHEDULES, XMITS } from './kernel.ts';

/** ip_vs_forward_icmp: ICMP that passes the host. */
export function forwardIcmp(): Lane {
  return {
    title: 'ip_vs_forward_icmp',
    file: 'ip_vs_core.c',
    fns: ['ip_vs_forward_icmp'],
    rare: true,
    items: [call('ip_vs_in_icmp', 'errors about connections'), end('its verdict, or NF_ACCEPT')],
  };
}

const related = (): Item =>
  branch('related', { true: ['an error'], false: ['no error', [end('not related')]] });

/** An entry that has none of its own yet may be made for the packet inside (schedule_icmp). */
const scheduled = (): Item[] => [
  branch('sysctl_schedule_icmp(ipvs)', { true: ['schedule'], false: ['let it go', [end('NF_ACCEPT')]] }),
  call(SCHEDULES, 'as the packet inside would be', {
    text: 'pp->conn_schedule',
    outcomes: [
      result('cp', 'a new entry', /^cp/, { block: [goto('send')] }),
      result('verdict', 'no entry', /^NF_/),
    ],
  }),
  end('its verdict'),
];

/** ip_vs_in_icmp: an error about a packet that a client sent or got. */
export function inIcmp({ modern }: FlowKernel): Lane {
  const fn = 'ip_vs_in_icmp';
  const looked = [called(fn, 'ip_vs_conn_in_get')];
  const sent = anyOf(fn, [...XMITS, 'ip_vs_icmp_xmit']);
  const asked = SCHEDULES.map((name) => called(fn, name));
  const notHit: Item[] = modern
    ? scheduled()
    : [call('ip_vs_conn_out_get', 'an error about a reply?'), end('NF_ACCEPT')];
  const about = modern
    ? [took(fn, 'sysctl_schedule_icmp(ipvs)', false), ...asked]
    : [called(fn, 'ip_vs_conn_out_get')];
  return {
    title: fn,
    file: 'ip_vs_core.c',
    fns: [fn],
    items: [
      related(),
      passable(
        call('ip_vs_conn_in_get', 'the entry of the packet inside', {
          text: 'cp = ip_vs_conn_in_get',
          outcomes: [
            result('not hit', 'no entry', /^NULL/, {
              block: notHit,
              tests: [{ all: [looked, about] }],
            }),
            result('hit', 'has an entry', /^(?!NULL)./, { tests: [{ all: [looked], none: about }] }),
          ],
        }),
      ),
      ...(modern ? [passable(call('icmp_send', 'a tunnel could not: tells the client'))] : []),
      anchor('send'),
      passable(
        call(modern ? XMITS : ['ip_vs_icmp_xmit'], 'to the server', {
          text: modern ? 'ip_vs_icmp_xmit' : undefined,
          tests: [{ all: [sent] }],
        }),
      ),
      ...(modern ? [passable(call('ip_vs_conn_put', 'a new entry: arms its timer'))] : []),
      end('NF_STOLEN, or NF_ACCEPT'),
    ],
  };
}

/** ip_vs_out_icmp: an error that a server sends. */
export function outIcmp({ modern }: FlowKernel): Lane {
  return {
    title: 'ip_vs_out_icmp',
    file: 'ip_vs_core.c',
    fns: ['ip_vs_out_icmp'],
    items: [
      related(),
      passable(call('ip_vs_conn_out_get', 'the entry of the packet inside')),
      ...(modern
        ? [
            passable(call('ip_vs_route_me_harder', 'the route, with the new source')),
            passable(call('ip_vs_update_conntrack', 'where tracked')),
          ]
        : []),
      end('NF_ACCEPT'),
    ],
  };
}
