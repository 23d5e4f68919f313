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
  took,
} from '../lane.ts';
import { chosen, type FlowKernel, SCHEDULERS, STATES, XMITS } from './kernel.ts';

const TODROP = 'ip_vs_todrop(ipvs)';
/** The calls that only a new connection comes to. */
const MADE = [called('ip_vs_schedule', 'ip_vs_conn_new'), called('ip_vs_sched_persist', 'ip_vs_control_add')];

/** From the service to the entry: the same for all protocols. */
function serviceAndEntry(fn: string): Item[] {
  const looked = [called(fn, 'ip_vs_service_find')];
  const found = [called(fn, 'ip_vs_schedule'), took(fn, TODROP, true)];
  const left = [called(fn, 'ip_vs_leave')];
  const scheduled = [called(fn, 'ip_vs_schedule')];
  return [
    call('ip_vs_service_find', 'the virtual service of the packet', {
      text: 'svc = ip_vs_service_find',
      outcomes: [
        result('svc', 'a service', /^svc/, { tests: [{ all: [looked, found] }] }),
        result('NULL', 'not balanced', /^NULL/, {
          block: [end('NF_ACCEPT')],
          tests: [{ all: [looked], none: found }],
        }),
      ],
    }),
    passable(branch(TODROP, { true: ['dropped', [end('NF_DROP')]], false: ['let through'] })),
    call('ip_vs_schedule', 'chooses a server, makes the entry', {
      outcomes: [
        result('cp', 'a new entry', /^cp/, {
          block: [end('cp')],
          tests: [{ all: [scheduled, MADE] }],
        }),
        result('NULL', 'no entry', /^NULL/, { tests: [{ all: [scheduled], none: MADE }] }),
      ],
    }),
    passable(call('ip_vs_leave', 'no server: tells the client', { tests: [{ all: [left, scheduled] }] })),
    end('verdict'),
  ];
}

/** tcp_conn_schedule: SYN without RST begins a connection; sloppy_tcp takes anything but RST. */
export function tcpSchedule({ modern }: FlowKernel): Lane {
  const check = modern
    ? branch(
        'th->rst || !(sysctl_sloppy_tcp(ipvs) || th->syn)',
        { true: ['begins nothing', [end('NF_ACCEPT')]], false: ['may begin'] },
        'rst || !(sloppy_tcp || syn)',
      )
    : branch('th->syn', { true: ['may begin'], false: ['begins nothing', [end('NF_ACCEPT')]] });
  const fn = 'tcp_conn_schedule';
  return {
    title: fn,
    file: 'ip_vs_proto_tcp.c',
    fns: [fn],
    items: [sometimes('header cut off', end('NF_DROP')), passable(check), ...serviceAndEntry(fn)],
  };
}

export function udpSchedule(): Lane {
  const fn = 'udp_conn_schedule';
  return {
    title: fn,
    file: 'ip_vs_proto_udp.c',
    fns: [fn],
    rare: true,
    items: [sometimes('header cut off', end('NF_DROP')), ...serviceAndEntry(fn)],
  };
}

export function sctpSchedule(): Lane {
  const fn = 'sctp_conn_schedule';
  const check = branch(
    'ABORT || !(sysctl_sloppy_sctp(ipvs) || INIT)',
    { true: ['begins nothing', [end('NF_ACCEPT')]], false: ['may begin'] },
    'ABORT || !(sloppy_sctp || INIT)',
  );
  return {
    title: fn,
    file: 'ip_vs_proto_sctp.c',
    fns: [fn],
    rare: true,
    items: [sometimes('header cut off', end('NF_DROP')), passable(check), ...serviceAndEntry(fn)],
  };
}

export function ahEspSchedule(): Lane {
  const fn = 'ah_esp_conn_schedule';
  return {
    title: fn,
    file: 'ip_vs_proto_ah_esp.c',
    fns: [fn],
    rare: true,
    items: [end('NF_ACCEPT, never scheduled')],
  };
}

/** ip_vs_service_find: by firewall mark, by address and port, then FTP data, then a service for all ports. */
export function serviceFind(): Lane {
  const found = (): Item[] => [end('svc')];
  const tried = (condition: string): Item =>
    passable(branch(condition, { true: ['found', found()], false: ['go on'] }));
  return {
    title: 'ip_vs_service_find',
    file: 'ip_vs_ctl.c',
    fns: ['ip_vs_service_find'],
    items: [
      tried('__ip_vs_svc_fwm_find(ipvs, af, fwmark)'),
      tried('__ip_vs_service_find(vaddr, vport)'),
      tried('__ip_vs_service_find(vaddr, FTPPORT)'),
      tried('__ip_vs_service_find(vaddr, 0)'),
      end('NULL'),
    ],
  };
}

/** ip_vs_schedule: an entry for a new connection. */
export function schedule({ modern }: FlowKernel): Lane {
  const fn = 'ip_vs_schedule';
  const looked = [called(fn, 'ip_vs_conn_in_get')];
  const persistent = [took(fn, 'svc->flags & IP_VS_SVC_F_PERSISTENT', true)];
  const plain = [took(fn, 'svc->flags & IP_VS_SVC_F_PERSISTENT', false)];
  const fromHost = passable(
    call('ip_vs_conn_in_get', 'from this host: an entry the other way?', {
      outcomes: [
        result('hit', 'a reply', /^(?!NULL)./, {
          block: [end('NULL, ignored 1')],
          tests: [{ all: [looked], none: [...persistent, ...plain] }],
        }),
        result('not hit', 'a client', /^NULL/, { tests: [{ all: [looked, [...persistent, ...plain]] }] }),
      ],
    }),
  );
  return {
    title: fn,
    file: 'ip_vs_core.c',
    fns: [fn],
    items: [
      ...(modern
        ? [passable(branch('cport == FTPDATA', { true: ['FTP data', [end('NULL, ignored 1')]] })), fromHost]
        : []),
      branch(
        'svc->flags & IP_VS_SVC_F_PERSISTENT',
        {
          true: ['persistent', [call('ip_vs_sched_persist', 'by template'), end('cp or NULL')]],
          false: ['not persistent'],
        },
        'svc->flags & ..._F_PERSISTENT',
      ),
      passable(
        branch('!svc->fwmark && pptr[1] != svc->port', { true: ['another port', [end('NULL, ignored 0')]] }),
      ),
      passable(
        call(SCHEDULERS, 'asks the scheduler for a server', {
          text: 'scheduler->schedule',
          outcomes: chosen(fn, [end('NULL, ignored 0')]),
        }),
      ),
      passable(call('ip_vs_conn_new', 'the entry of the connection')),
      end('cp'),
    ],
  };
}

/** ip_vs_leave: no server for this packet. */
export function leave(): Lane {
  return {
    title: 'ip_vs_leave',
    file: 'ip_vs_core.c',
    fns: ['ip_vs_leave'],
    items: [
      sometimes(
        'cache_bypass',
        call('ip_vs_conn_new', 'an entry without server'),
        passable(call(STATES, 'state and timeout', { text: 'ip_vs_set_state' })),
        call(XMITS, 'on to where it was going', { text: 'cp->packet_xmit' }),
        passable(call('ip_vs_conn_put', 'arms the timer')),
        end('verdict of packet_xmit'),
      ),
      passable(call('icmp_send', 'port unreachable, to the client')),
      end('NF_DROP'),
    ],
  };
}
