import type { Comparison, Phrase, Step } from '../../trace/views.ts';
import { EVENTS, type FakeEvent, SERVER, SERVERS } from './events.ts';

type Line = [
  depth: number,
  kind: Step['kind'],
  text: string,
  detail: string,
  result: string,
  number: number,
  more?: Partial<Step>,
];

const equal = (field: string, value: string): Comparison => ({
  field,
  left: value,
  right: value,
  equal: true,
});
const TEMPLATE_NODE: readonly Comparison[] = [
  equal('caddr', '172.16.0.1'),
  equal('vaddr', '10.0.0.100'),
  equal('vport', '80'),
  equal('cport', '0'),
  equal('flags & TEMPLATE', 'set'),
  equal('protocol', 'TCP'),
];

function schedule({ row, conn }: FakeEvent): Line[] {
  const flow = `${row.client} -> 10.0.0.100:80`;
  return [
    [0, 'call', 'ip_vs_out_hook', 'hook=LOCAL_IN', 'NF_ACCEPT', 1],
    [1, 'call', 'ip_vs_conn_out_get_proto', flow, 'NULL', 2],
    [2, 'log', `lookup/out TCP ${row.client}->10.0.0.100:80 not hit`, '', '', 3],
    [0, 'call', 'ip_vs_in_hook', 'hook=LOCAL_IN', 'NF_STOLEN', 5],
    [1, 'call', 'ip_vs_conn_in_get_proto', flow, 'NULL', 7],
    [2, 'bucket', 'bucket 0x196', '', 'empty', 8, { bucket: 0x196 }],
    [2, 'log', `lookup/in TCP ${row.client}->10.0.0.100:80 not hit`, '', '', 9],
    [1, 'call', 'tcp_conn_schedule', '', '', 11],
    [2, 'branch', 'th->syn', '1', 'true', 12, { taken: true }],
    [2, 'call', 'ip_vs_service_find', 'fwm 0, TCP 10.0.0.100:80', 'svc', 13],
    [3, 'log', 'lookup service: fwm 0 TCP 10.0.0.100:80 hit', '', '', 15],
    [2, 'branch', 'ip_vs_todrop()', 'drop_rate 0', 'false', 16, { taken: false }],
    [2, 'call', 'ip_vs_schedule', '', 'cp', 17],
    [3, 'branch', 'svc->flags & PERSISTENT', '0x0003 & 0x0001', 'true', 18, { taken: true }],
    [3, 'call', 'ip_vs_sched_persist', '', 'cp', 19],
    [4, 'write', 'snet', '172.16.0.1 & 255.255.255.255', '172.16.0.1', 20],
    [4, 'log', `p-schedule: src ${row.client} dest 10.0.0.100:80 mnet 172.16.0.1`, '', '', 21],
    [4, 'branch', 'dst_port == svc->port', '80 == 80', 'true', 22, { taken: true }],
    [4, 'call', 'ip_vs_ct_in_get', '172.16.0.1:0 -> 10.0.0.100:80', conn === 0 ? 'NULL' : 'ct', 24],
    [5, 'bucket', 'bucket 0xc95', '', conn === 0 ? 'empty' : '1 node', 25, { bucket: 0xc95 }],
    ...(conn === 0
      ? []
      : ([
          [
            5,
            'node',
            'node 1',
            '172.16.0.1:0 -> 10.0.0.100:80',
            'equal, 6 of 6',
            26,
            { bucket: 0xc95, comparisons: TEMPLATE_NODE, object: 'ip_vs_conn#1' },
          ],
        ] as Line[])),
    [
      5,
      'write',
      'ct->refcnt',
      '1 -> 2',
      '',
      27,
      { object: 'ip_vs_conn#1', note: 'held while the new entry is made' },
    ],
    [
      5,
      'log',
      `template lookup/in TCP 172.16.0.1:0->10.0.0.100:80 ${conn === 0 ? 'not hit' : 'hit'}`,
      '',
      '',
      28,
    ],
    [
      4,
      'branch',
      'ct && ip_vs_check_template(ct)',
      'dest .12 available, weight 1',
      'true',
      29,
      { taken: true },
    ],
    [4, 'call', 'ip_vs_conn_new', '-> 192.168.1.12:80', 'cp', 33, { object: 'ip_vs_conn#3' }],
    [5, 'call', 'ip_vs_bind_dest', 'inactconns 1 -> 2', '', 35],
    [
      6,
      'log',
      `Bind-dest TCP c:${row.client} v:10.0.0.100:80 d:192.168.1.12:80 fwd:R s:0 conn->flags:183 conn->refcnt:1 dest->refcnt:4`,
      '',
      '',
      36,
    ],
    [5, 'call', 'ip_vs_conn_hash', 'bucket 0x196, at head', '', 38],
    [4, 'call', 'ip_vs_control_add', 'n_control 1 -> 2', '', 40],
    [5, 'log', `ADDing control for: cp.dst=${row.client} ctl_cp.dst=172.16.0.1:0`, '', '', 41],
    [4, 'call', 'ip_vs_conn_put', 'ct, re-arm 360 s', '', 42],
    [5, 'timer', 'ct->timer.expires', '364.00 -> 367.00', 'fires 381.92', 43],
    [1, 'call', 'ip_vs_set_state', 'NONE -> SYN_RECV, 60 s', '', 44],
    [
      2,
      'log',
      `TCP input  [S...] c:${row.client} v:10.0.0.100:80 d:192.168.1.12:80 state: NONE->SYN_RECV conn->refcnt:2`,
      '',
      '',
      45,
    ],
    [1, 'call', 'ip_vs_dr_xmit', '-> 192.168.1.12', 'NF_STOLEN', 46],
    [1, 'call', 'ip_vs_conn_put', 'cp, re-arm 60 s', '', 47],
    [2, 'timer', 'cp->timer.expires', '0 -> 67.00', 'fires 68.48', 48],
  ];
}

function hit({ row, nth }: FakeEvent): Line[] {
  const flow = `${row.client} -> 10.0.0.100:80`;
  return [
    [0, 'call', 'ip_vs_out_hook', 'hook=LOCAL_IN', 'NF_ACCEPT', 1],
    [1, 'call', 'ip_vs_conn_out_get_proto', flow, 'NULL', 2],
    [2, 'log', `lookup/out TCP ${row.client}->10.0.0.100:80 not hit`, '', '', 3],
    [0, 'call', 'ip_vs_in_hook', 'hook=LOCAL_IN', 'NF_STOLEN', 5],
    [1, 'call', 'ip_vs_conn_in_get_proto', flow, 'cp', 6],
    [2, 'bucket', 'bucket 0x196', '', '1 node', 7, { bucket: 0x196 }],
    [2, 'node', 'node 1', flow, 'equal, 6 of 6', 8, { comparisons: TEMPLATE_NODE }],
    [2, 'log', `lookup/in TCP ${row.client}->10.0.0.100:80 hit`, '', '', 9],
    [1, 'branch', 'cp->dest && !(dest->flags & AVAILABLE)', '0x0001', 'false', 10, { taken: false }],
    [1, 'call', 'ip_vs_set_state', row.what.includes('->') ? row.what : 'unchanged', '', 11],
    [
      2,
      nth === 1 || nth === 6 ? 'log' : 'note',
      nth === 1 || nth === 6 ? `TCP input ${row.what}` : 'no transition',
      '',
      '',
      12,
    ],
    [1, 'call', 'ip_vs_dr_xmit', '-> 192.168.1.12', 'NF_STOLEN', 13],
    [1, 'call', 'ip_vs_conn_put', 'cp, re-arm', '', 14],
  ];
}

function timer({ row }: FakeEvent): Line[] {
  return [
    [0, 'call', 'ip_vs_conn_expire', row.client, '', 1],
    [1, 'branch', 'n_control', '0', 'false', 2, { taken: false }],
    [1, 'call', 'ip_vs_control_del', 'n_control 2 -> 1', '', 3],
    [1, 'call', 'ip_vs_unbind_dest', 'inactconns 2 -> 1', '', 5],
    [2, 'log', `Unbind-dest TCP c:${row.client}`, '', '', 6],
    [1, 'call', 'ip_vs_conn_rcu_free', '', '', 8],
  ];
}

/** The call path of an event. Numbers may skip: several steps of the kernel can share a line. */
export function stepsOf(event: number): readonly Step[] {
  const at = EVENTS[event];
  if (!at) return [];
  const lines = at.nth === 0 ? schedule(at) : at.nth > 0 ? hit(at) : timer(at);
  return lines.map(([depth, kind, text, detail, result, number, more], index) => {
    const next = lines.findIndex((line, later) => later > index && line[0] <= depth);
    const last = lines[next < 0 ? lines.length - 1 : next - 1];
    return { number, depth, kind, text, detail, result, end: last[5], ...more };
  });
}

const text = (words: string): Phrase => ({ kind: 'text', text: words });

export function whyOf(event: number): readonly Phrase[] {
  const at = EVENTS[event];
  if (!at) return [text('Nothing has happened yet. The cursor stands before packet 1.')];
  if (at.nth < 0) return [text('The timer fired, nothing holds the entry, so it is released.')];
  if (at.nth > 0)
    return [
      text('Sent to '),
      { kind: 'server', server: SERVER },
      text(' because the entry of this connection points there. '),
      { kind: 'link', text: `Packet ${at.conn * 8 + 1}`, to: { event: at.conn * 8, step: 33 } },
      text(' made it.'),
    ];
  return [
    text('Sent to '),
    { kind: 'server', server: SERVER },
    text(' because '),
    { kind: 'template', text: 'template' },
    text(' '),
    { kind: 'code', text: '172.16.0.1:0 -> 10.0.0.100:80' },
    text(' points there. '),
    { kind: 'link', text: 'Packet 1', to: { event: 0, step: 33 } },
    text(' made it 3.000 s ago, when wlc found all three servers idle. Without it wlc would now choose '),
    { kind: 'server', server: SERVERS[1] },
    text(': '),
    { kind: 'link', text: 'overheads', to: { event: 0, step: 30 } },
    { kind: 'code', text: ' .12 1, .11 0, .10 0' },
    text('.'),
  ];
}
