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
  sometimes,
  took,
} from '../lane.ts';
import { type FlowKernel, STATES } from './kernel.ts';

/** ip_vs_out_hook (ip_vs_out): replies of masqueraded servers, and what else goes towards clients. */
export function outHook({ out: fn, modern }: FlowKernel): Lane {
  const looked = [called(fn, 'ip_vs_conn_out_get')];
  const replied = [called(fn, 'handle_response')];
  const begun = [called(fn, 'ip_vs_new_conn_out')];
  const icmp = [called(fn, 'ip_vs_out_icmp')];
  const related = (is: boolean) => [took('ip_vs_out_icmp', 'related', is)];
  const notFound: Item[] = [
    ...(modern
      ? [
          passable(
            call('ip_vs_new_conn_out', 'a server calls (SIP)', {
              outcomes: [
                result('cp', 'a new entry', /^cp/, {
                  block: [goto('reply')],
                  tests: [{ all: [begun, replied] }],
                }),
                result('NULL', 'none', /^NULL/, { tests: [{ all: [begun], none: replied }] }),
              ],
            }),
          ),
        ]
      : []),
    passable(call('icmp_send', 'nat_icmp_send: tells the server')),
    end('NF_ACCEPT, or NF_DROP'),
  ];
  return {
    title: fn,
    file: 'ip_vs_core.c',
    fns: [fn],
    items: [
      sometimes(
        'ICMP',
        call('ip_vs_out_icmp', 'errors about connections', {
          outcomes: [
            result('related', 'an error', /^(?!not related)./, {
              block: [end('its verdict')],
              tests: [{ all: [icmp, related(true)] }],
            }),
            result('not related', 'goes on', /^not related/, { tests: [{ all: [icmp, related(false)] }] }),
          ],
        }),
      ),
      sometimes('protocol not handled', end('NF_ACCEPT')),
      call('ip_vs_conn_out_get', 'the entry that this answers', {
        text: 'cp = ip_vs_conn_out_get',
        outcomes: [
          result('not hit', 'no reply', /^NULL/, {
            block: notFound,
            tests: [{ all: [looked], none: replied }],
          }),
          result('hit', 'a reply', /^(?!NULL)./, {
            tests: [{ all: [looked, replied], none: begun }],
          }),
        ],
      }),
      anchor('reply'),
      call('handle_response', 'translates it back'),
      end('its verdict'),
    ],
  };
}

/** handle_response: a packet towards the client. */
export function handleResponse({ modern }: FlowKernel): Lane {
  const fn = 'handle_response';
  const read = [called(fn, 'ip_vs_ftp_out')];
  const state = STATES.map((name) => called(fn, name));
  const ftp = passable(
    call('ip_vs_ftp_out', 'reads FTP answers', {
      outcomes: [
        result('1', 'rewritten', /^1/, { tests: [{ all: [read, state] }] }),
        result('0', 'dropped', /^0/, { block: [goto('put')], tests: [{ all: [read], none: state }] }),
      ],
    }),
  );
  return {
    title: fn,
    file: 'ip_vs_core.c',
    fns: [fn],
    items: [
      ...(modern ? [ftp, passable(call('ip_vs_route_me_harder', 'the route, with the new source'))] : []),
      passable(call(STATES, 'state and timeout of the entry', { text: 'ip_vs_set_state' })),
      ...(modern ? [passable(call('ip_vs_update_conntrack', 'its new source, where tracked'))] : []),
      anchor('put'),
      passable(call('ip_vs_conn_put', 'arms the timer for the timeout')),
      ...(modern ? [passable(call('ip_vs_conn_expire', 'an entry for one packet ends'))] : []),
      end('NF_ACCEPT'),
    ],
  };
}

export function routeMeHarder(): Lane {
  return {
    title: 'ip_vs_route_me_harder',
    file: 'ip_vs_core.c',
    fns: ['ip_vs_route_me_harder'],
    rare: true,
    items: [
      branch('!sysctl_snat_reroute(ipvs)', {
        true: ['the old route', [end('0')]],
        false: ['looked up again'],
      }),
      branch('NF_INET_LOCAL_IN == hooknum', { true: ['for this host'], false: ['leaves the host'] }),
      end('0'),
    ],
  };
}
