import type { HookName } from '../../../kernel/lib/netfilter.ts';
import { call, called, type Item, type Lane, passable, type Test } from '../lane.ts';
import type { FlowKernel } from './kernel.ts';

/** Functions of the host that send packets of their own, which then pass LOCAL_OUT. */
const SENDERS = ['icmp_send', 'ip_vs_send_sync_msg'];

function atHook(fn: string, hook: HookName, say: string): Item {
  const from: Test = { all: [[called('', fn)]], hook };
  const sent: Test = { all: [SENDERS.map((caller) => called(caller, fn))] };
  const tests = hook === 'LOCAL_OUT' ? [from, sent] : [from];
  return passable(call(fn, say, { args: new RegExp(`^hook=${hook}$`), tests }));
}

/** Where packets come to IPVS, with the priorities of its functions (ip_vs_core.c: ip_vs_ops). */
export function hooks({ in: fromClient, out, modern }: FlowKernel): Lane {
  const localIn = modern
    ? [
        atHook(out, 'LOCAL_IN', 'priority 98: replies first'),
        atHook(fromClient, 'LOCAL_IN', 'priority 99: then clients'),
      ]
    : [atHook(fromClient, 'LOCAL_IN', 'priority 100: packets for the host')];
  const forward = [
    passable(call('ip_vs_forward_icmp', 'priority 99: ICMP errors that pass')),
    atHook(out, 'FORWARD', 'priority 100: replies of servers'),
  ];
  const localOut = [
    atHook(out, 'LOCAL_OUT', 'priority -99: replies of the host'),
    atHook(fromClient, 'LOCAL_OUT', 'priority -98: clients on the host'),
  ];
  const ways = [
    { words: 'LOCAL_IN', items: localIn },
    { words: 'FORWARD', items: forward },
  ];
  return {
    title: 'netfilter hooks',
    file: 'ip_vs_core.c',
    fns: ['', ...SENDERS],
    items: [
      ...(modern ? [passable(call('nf_conntrack_in', 'before them, where packets are tracked'))] : []),
      {
        kind: 'choice',
        optional: true,
        blocks: modern ? [...ways, { words: 'LOCAL_OUT', items: localOut }] : ways,
      },
      ...(modern
        ? [
            passable(call('nf_conntrack_confirm', 'after them, where packets are tracked')),
            passable(call('ip_vs_process_message', 'a sync message for this backup')),
          ]
        : []),
    ],
  };
}

/** What runs by itself: timers of entries, the defence, the sync thread. */
export function timers({ modern }: FlowKernel): Lane {
  return {
    title: 'timers',
    file: 'timer.c',
    fns: [''],
    loops: true,
    items: [
      passable(call('ip_vs_conn_expire', 'the timer of an entry or template')),
      passable(call('update_defense_level', 'every second: memory, drop rate')),
      passable(call('ip_vs_random_dropentry', 'with drop_entry: thins the table')),
      ...(modern ? [passable(call('sync_thread_master', 'sends what backups must know'))] : []),
    ],
  };
}
