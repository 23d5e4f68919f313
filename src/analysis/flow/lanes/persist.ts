import {
  branch,
  call,
  called,
  end,
  type Item,
  type Lane,
  passable,
  result,
  sometimes,
  type Test,
  took,
} from '../lane.ts';
import { anyOf, chosen, type FlowKernel, SCHEDULERS } from './kernel.ts';

const VALID = 'ct && ip_vs_check_template(ct)';
/** A template has no client port. */
const OF_TEMPLATE = /^(?:\[.*\]|[^[:]*):0 -> /;

function template(fn: string): Item {
  const looked = [called(fn, 'ip_vs_ct_in_get')];
  const found = [called(fn, 'ip_vs_check_template')];
  return call('ip_vs_ct_in_get', 'the template of this client', {
    text: 'ct = ip_vs_ct_in_get',
    outcomes: [
      result('hit', 'has a template', /^(?!NULL)./, { tests: [{ all: [looked, found] }] }),
      result('not hit', 'no template', /^NULL/, { tests: [{ all: [looked], none: found }] }),
    ],
  });
}

/** ip_vs_sched_persist: the client's template says which server; without one the scheduler does, and a template is made. */
export function schedPersist({ modern }: FlowKernel): Lane {
  const fn = 'ip_vs_sched_persist';
  const invalid = took(fn, VALID, false);
  const made = [called(fn, 'ip_vs_conn_new')];
  const madeTemplate: Test = { all: [[invalid], made] };
  const elsewhere = branch('svc->port', {
    true: ['another port', [end('NULL')]],
    false: ['takes all ports'],
  });
  const newTemplate: Item[] = [
    ...(modern ? [] : [passable(elsewhere)]),
    call(SCHEDULERS, 'asks the scheduler for a server', {
      text: 'scheduler->schedule',
      outcomes: chosen(fn, [end('NULL')], { all: [anyOf(fn, SCHEDULERS), made] }),
    }),
    call('ip_vs_conn_new', 'the template', {
      text: 'ct = ip_vs_conn_new',
      args: OF_TEMPLATE,
      tests: [madeTemplate],
    }),
  ];
  return {
    title: fn,
    file: 'ip_vs_core.c',
    fns: [fn],
    items: [
      branch('dst_port == svc->port', { true: ['one port'], false: ['all ports, or a mark'] }),
      ...(modern ? [sometimes('no Call-ID for the engine', end('NULL, ignored -1'))] : []),
      template(fn),
      passable(call('ip_vs_check_template', 'may it still be followed?')),
      branch(VALID, { true: ['dest = ct->dest'], false: ['schedule', newTemplate] }),
      call('ip_vs_conn_new', 'the entry of the connection', { text: 'cp = ip_vs_conn_new' }),
      call('ip_vs_control_add', 'the template now keeps it'),
      call('ip_vs_conn_put', 'arms the timer of the template', { text: 'ip_vs_conn_put(ct)' }),
      end('cp'),
    ],
  };
}

/** ip_vs_check_template: false = it is moved out of the way. */
export function checkTemplate(): Lane {
  return {
    title: 'ip_vs_check_template',
    file: 'ip_vs_conn.c',
    fns: ['ip_vs_check_template'],
    items: [
      passable(
        branch(
          'dest->flags & IP_VS_DEST_F_AVAILABLE',
          { true: ['server there'], false: ['server removed'] },
          'dest->flags & ..._F_AVAILABLE',
        ),
      ),
      passable(
        branch(
          'expire_quiescent_template(ipvs, dest)',
          { true: ['weight 0 ends it'], false: ['weight does not matter'] },
          'expire_quiescent_template',
        ),
      ),
      passable(call('ip_vs_conn_hash', 'not valid: hashed where none looks')),
      end('true or false'),
    ],
  };
}

/** ip_vs_new_conn_out: a connection that a real server begins (SIP). */
export function newConnOut(): Lane {
  const fn = 'ip_vs_new_conn_out';
  return {
    title: fn,
    file: 'ip_vs_core.c',
    fns: [fn],
    rare: true,
    items: [
      sometimes(
        'persistent',
        template(fn),
        passable(call('ip_vs_check_template', 'may it still be followed?')),
        branch(VALID, {
          true: ['follow it'],
          false: ['make one', [call('ip_vs_conn_new', 'the template of the call', { args: OF_TEMPLATE })]],
        }),
      ),
      passable(call('ip_vs_conn_new', 'the entry of the connection')),
      passable(call('ip_vs_control_add', 'the template now keeps it')),
      passable(call('ip_vs_conn_put', 'arms the timer of the template')),
      end('cp or NULL'),
    ],
  };
}
