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
import { anyOf, type FlowKernel, SCHEDULES, STATES, XMITS } from './kernel.ts';

const GONE = '!(cp->dest->flags & IP_VS_DEST_F_AVAILABLE)';
const QUIESCED = 'sysctl_expire_nodest_conn(ipvs) && !cp->dest->weight';
const REUSE = 'conn_reuse_mode && is_new_conn_expected(cp)';
const NODEST = 'sysctl_expire_nodest_conn(ipvs)';
const OLD_CONNTRACK = 'ip_vs_conn_uses_old_conntrack(cp, skb)';

/** Only asked where the packet has a conntrack: a confirmed one cannot be led elsewhere. */
const oldConntrack = (fn: string, why: string): Item => {
  const of = (...outcomes: boolean[]) => [
    { all: [[took(fn, why, true)], outcomes.map((is) => took(fn, OLD_CONNTRACK, is))] },
  ];
  const { outcomes, ...node } = branch(
    OLD_CONNTRACK,
    { true: ['cannot be led elsewhere', [goto('drop')]], false: ['the conntrack is new'] },
    'uses_old_conntrack(cp, skb)',
  );
  const counted = outcomes.map((each) => ({ ...each, tests: of(each.taken === true) }));
  return passable({ ...node, outcomes: counted, tests: of(true, false) });
};

/** The entry gives way, and the packet is scheduled as if it had none. */
const reschedule = (fn: string, why: string): Item[] => [
  oldConntrack(fn, why),
  passable(
    call('ip_vs_conn_expire_now', 'the old entry ends with the next jiffy', {
      tests: [{ all: [[took(fn, why, true)], [called(fn, 'ip_vs_conn_expire_now')]] }],
    }),
  ),
  goto('miss'),
];

const reuse = (fn: string): Item =>
  sometimes(
    'a SYN or INIT',
    branch(
      QUIESCED,
      { true: ['schedule anew', reschedule(fn, QUIESCED)], false: ['keep the entry'] },
      'expire_nodest_conn && !dest->weight',
    ),
    branch(
      REUSE,
      { true: ['schedule anew', reschedule(fn, REUSE)], false: ['keep the entry'] },
      'conn_reuse_mode && is_new_conn...',
    ),
  );

/** The entry's server was removed: the packet is dropped, or finds another server. */
const withoutServer = (fn: string, modern: boolean): Item[] => [
  branch(
    NODEST,
    {
      true: [
        'the entry ends',
        [
          ...(modern ? [oldConntrack(fn, NODEST)] : []),
          call('ip_vs_conn_expire_now', 'the entry ends with the next jiffy', {
            tests: [{ all: [[took(fn, NODEST, true)], [called(fn, 'ip_vs_conn_expire_now')]] }],
          }),
          goto(modern ? 'miss' : 'drop'),
        ],
      ],
      false: ['the packet is lost', [goto('drop')]],
    },
    'expire_nodest_conn',
  ),
];

function lookup(kernel: FlowKernel): Item {
  const fn = kernel.in;
  const looked = [called(fn, 'ip_vs_conn_in_get')];
  const found = [GONE, QUIESCED, REUSE].flatMap((text) => [took(fn, text, true), took(fn, text, false)]);
  const block: Item[] = [
    ...(kernel.modern ? [reuse(fn)] : []),
    branch(
      GONE,
      { true: ['server removed', withoutServer(fn, kernel.modern)], false: ['server there', [goto('pass')]] },
      '!(dest->flags & ..._F_AVAILABLE)',
    ),
  ];
  return call('ip_vs_conn_in_get', 'the entry of this client and service', {
    text: 'cp = ip_vs_conn_in_get',
    outcomes: [
      result('hit', 'has an entry', /^(?!NULL)./, { block, tests: [{ all: [looked, found] }] }),
      result('not hit', 'no entry', /^NULL/, { tests: [{ all: [looked], none: found }] }),
    ],
  });
}

function icmp({ in: fn }: FlowKernel): Item {
  const here = [called(fn, 'ip_vs_in_icmp')];
  const related = (is: boolean) => [took('ip_vs_in_icmp', 'related', is)];
  return sometimes(
    'ICMP',
    call('ip_vs_in_icmp', 'errors about connections', {
      outcomes: [
        result('related', 'an error', /^(?!not related)./, {
          block: [end('its verdict')],
          tests: [{ all: [here, related(true)] }],
        }),
        result('not related', 'goes on', /^not related/, { tests: [{ all: [here, related(false)] }] }),
      ],
    }),
  );
}

function scheduling({ in: fn }: FlowKernel): Item {
  const asked = anyOf(fn, SCHEDULES);
  const sent = anyOf(fn, XMITS);
  return call(SCHEDULES, 'a service, a server, a new entry', {
    text: 'pp->conn_schedule',
    outcomes: [
      result('cp', 'a new entry', /^cp/, { tests: [{ all: [asked, sent] }] }),
      result('verdict', 'no entry', /^NF_/, {
        block: [end('its verdict')],
        tests: [{ all: [asked], none: sent }],
      }),
    ],
  });
}

/** Without a hook for replies at LOCAL_IN: is it a reply to a client on the host itself? */
const replyToHost = ({ in: fn }: FlowKernel): Item => {
  const replied = [called(fn, 'handle_response')];
  const looked = [called(fn, 'ip_vs_conn_out_get')];
  return call('ip_vs_conn_out_get', 'a reply to a client on this host?', {
    outcomes: [
      result('hit', 'a reply', /^(?!NULL)./, {
        block: [call('handle_response', 'towards the client'), end('its verdict')],
        tests: [{ all: [replied] }],
      }),
      result('not hit', 'a new client', /^NULL/, { tests: [{ all: [looked], none: replied }] }),
    ],
  });
};

/** ip_vs_in_hook (ip_vs_in): every packet from a client. */
export function inHook(kernel: FlowKernel): Lane {
  const { in: fn, modern } = kernel;
  return {
    title: fn,
    file: 'ip_vs_core.c',
    fns: [fn],
    items: [
      icmp(kernel),
      sometimes('protocol not handled', end('NF_ACCEPT')),
      lookup(kernel),
      ...(modern ? [] : [replyToHost(kernel)]),
      anchor('miss'),
      sometimes('a later fragment', end('NF_ACCEPT')),
      scheduling(kernel),
      anchor('pass'),
      passable(call(STATES, 'state and timeout of the entry', { text: 'ip_vs_set_state' })),
      call(XMITS, 'to the server', { text: 'cp->packet_xmit' }),
      ...(modern ? [passable(call('ip_vs_sync_conn', 'on a sync master'))] : []),
      passable(call('ip_vs_conn_put', 'arms the timer for the timeout')),
      ...(modern ? [passable(call('ip_vs_conn_expire', 'an entry for one packet ends'))] : []),
      end('verdict of packet_xmit'),
      anchor('drop'),
      end('NF_DROP'),
    ],
  };
}
