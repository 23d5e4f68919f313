import type { ConnView, EventRow, LogLine, ServerRef } from '../../trace/views.ts';

/** One client, twelve connections of eight packets, a persistent wlc service: shaped like a recorded run. */
export const SERVERS: readonly ServerRef[] = [10, 11, 12].map((host, series) => ({
  addr: `192.168.1.${host}`,
  port: 80,
  label: `.${host}`,
  series,
}));
export const SERVER = SERVERS[2];
const CLIENT = '172.16.0.1';
const VIP = '10.0.0.100';

/** When each of the twelve entries is released, as the wheel rounds. */
const RELEASED = [
  125.92, 131.04, 131.04, 136.16, 141.28, 141.28, 146.4, 146.4, 151.52, 156.64, 156.64, 161.76,
];
export const TEMPLATE_ASKED = 397;
export const TEMPLATE_FIRES = 422.88;
const OFFSETS = [0, 0.04, 0.06, 0.1, 0.12, 0.16, 0.68, 0.72];
const FLAGS = ['S', 'A', 'PA', 'A', 'PA', 'A', 'FA', 'A'];

export interface FakeEvent {
  row: EventRow;
  /** Which of the twelve connections; -1 = the template. */
  conn: number;
  /** Which of its eight packets; -1 = its timer. */
  nth: number;
}

function packetRow(conn: number, nth: number, event: number): EventRow {
  const client = `${CLIENT}:${41000 + conn}`;
  const first = conn === 0 ? 'template made, wlc' : 'template hit';
  const what = ['', 'SYN_RECV -> ESTABLISHED', '', '', '', '', 'ESTABLISHED -> FIN_WAIT', ''][nth];
  return {
    event,
    kind: 'packet',
    packet: event + 1,
    captured: event * 2 + 3,
    time: 4 + conn * 3 + OFFSETS[nth],
    protocol: 'TCP',
    src: client,
    dst: `${VIP}:80`,
    client,
    flags: FLAGS[nth],
    hook: 'LOCAL_IN',
    length: nth === 0 ? 60 : nth === 2 ? 132 : nth === 4 ? 180 : 52,
    verdict: 'NF_STOLEN',
    what: nth === 0 ? first : what || 'entry hit',
    template: nth === 0,
    tone: nth === 0 ? 'decision' : 'routine',
    server: SERVER,
    captureSays: null,
  };
}

function timerRow(conn: number, event: number): EventRow {
  const time = conn < 0 ? TEMPLATE_FIRES : RELEASED[conn];
  return {
    ...packetRow(Math.max(0, conn), 7, event),
    event,
    kind: 'timer',
    packet: null,
    captured: null,
    time,
    flags: '',
    src: '',
    dst: '',
    client: conn < 0 ? `${CLIENT}:0` : `${CLIENT}:${41000 + conn}`,
    hook: null,
    length: 0,
    verdict: null,
    what: conn < 0 ? 'template expired' : 'entry expired',
    template: conn < 0,
    tone: 'decision',
  };
}

export const EVENTS: readonly FakeEvent[] = [
  ...Array.from({ length: 96 }, (_, at) => ({
    row: packetRow(Math.floor(at / 8), at % 8, at),
    conn: Math.floor(at / 8),
    nth: at % 8,
  })),
  ...[0, 2, 1, 3, 5, 4, 7, 6, 8, 10, 9, 11, -1].map((conn, at) => ({
    row: timerRow(conn, 96 + at),
    conn,
    nth: -1,
  })),
];

export const SCHEDULE_STEPS = 48;
export const HIT_STEPS = 14;
export const TIMER_STEPS = 8;

export function stepCount(event: number): number {
  const at = EVENTS[event];
  if (!at) return 0;
  return at.nth === 0 ? SCHEDULE_STEPS : at.nth > 0 ? HIT_STEPS : TIMER_STEPS;
}

function linesOf({ row, conn, nth }: FakeEvent): [number, string][] {
  const flow = `TCP ${row.client}->${VIP}:80`;
  const tuple = `TCP c:${row.client} v:${VIP}:80 d:192.168.1.12:80`;
  const entry = `c:${row.client} v:${VIP}:80 d:192.168.1.12:80`;
  if (nth < 0)
    return [
      ...(conn < 0
        ? []
        : [[3, `DELeting control for: cp.dst=${row.client} ctl_cp.dst=${CLIENT}:0`] as [number, string]]),
      [6, `Unbind-dest ${tuple} fwd:R s:4 conn->flags:183 conn->refcnt:0 dest->refcnt:${14 - conn}`],
    ];
  const lookups: [number, string][] = [
    [3, `lookup/out ${flow} not hit`],
    [9, `lookup/in ${flow} ${nth === 0 ? 'not hit' : 'hit'}`],
  ];
  if (nth === 0)
    return [
      ...lookups,
      [15, `lookup service: fwm 0 TCP ${VIP}:80 hit`],
      [21, `p-schedule: src ${row.client} dest ${VIP}:80 mnet ${CLIENT}`],
      [27, `template lookup/in TCP ${CLIENT}:0->${VIP}:80 ${conn === 0 ? 'not hit' : 'hit'}`],
      [36, `Bind-dest ${tuple} fwd:R s:0 conn->flags:183 conn->refcnt:1 dest->refcnt:${3 + conn}`],
      [41, `ADDing control for: cp.dst=${row.client} ctl_cp.dst=${CLIENT}:0`],
      [45, `TCP input  [S...] ${entry} state: NONE->SYN_RECV conn->refcnt:2`],
    ];
  if (nth === 1)
    return [...lookups, [12, `TCP input  [..A.] ${entry} state: SYN_RECV->ESTABLISHED conn->refcnt:2`]];
  if (nth === 6)
    return [...lookups, [12, `TCP input  [.FA.] ${entry} state: ESTABLISHED->FIN_WAIT conn->refcnt:2`]];
  return lookups;
}

export const LOG: readonly LogLine[] = EVENTS.flatMap((event) =>
  linesOf(event).map(([step, text]) => ({
    index: 0,
    stamp: event.row.time,
    level: /service|p-schedule/.test(text) ? 6 : /ADDing|DELeting|Bind|Unbind/.test(text) ? 7 : 9,
    text,
    ipvs: true,
    event: event.row.event,
    step,
  })),
).map((line, index) => ({ ...line, index }));

/** The entry of one connection as it is at a time; null when it does not exist then. */
export function entryAt(conn: number, time: number, stepOfBirth: boolean): ConnView | null {
  const born = 4 + conn * 3;
  const isTemplate = conn < 0;
  const start = isTemplate ? 4 : born;
  const fires = isTemplate ? TEMPLATE_FIRES : RELEASED[conn];
  if (time < start || time >= fires || (time === start && !stepOfBirth)) return null;
  const state = time < born + 0.04 ? 'SYN_RECV' : time < born + 0.68 ? 'ESTABLISHED' : 'FIN_WAIT';
  const held = Math.min(12, Math.floor((time - 4) / 3) + 1);
  const seconds = state === 'SYN_RECV' ? 60 : state === 'ESTABLISHED' ? 900 : 120;
  const last = OFFSETS.filter((offset) => born + offset <= time).at(-1) ?? 0;
  return {
    id: isTemplate ? 'ip_vs_conn#1' : `ip_vs_conn#${conn + 2}`,
    uid: isTemplate ? 1 : conn + 2,
    protocol: 'TCP',
    caddr: CLIENT,
    cport: isTemplate ? 0 : 41000 + conn,
    vaddr: VIP,
    vport: 80,
    daddr: SERVER.addr,
    dport: 80,
    server: SERVER,
    state: isTemplate ? 'ASSURED' : state,
    template: isTemplate,
    flags: isTemplate ? 0x11c3 : 0x1c3,
    flagNames: [...(isTemplate ? ['TEMPLATE'] : []), 'INACTIVE', 'NOOUTPUT', 'HASHED', 'DROUTE'],
    fwd: 'R',
    refcnt: 1,
    nControl: isTemplate ? held : 0,
    control: isTemplate ? null : 'ip_vs_conn#1',
    inPkts: isTemplate ? 0 : OFFSETS.filter((offset) => born + offset <= time).length,
    timeout: isTemplate ? 360 : seconds,
    asked: isTemplate ? 361 + held * 3 : born + last + seconds,
    fires: isTemplate
      ? held === 12
        ? TEMPLATE_FIRES
        : 381.92
      : state === 'FIN_WAIT'
        ? fires
        : born + last + seconds + 2.4,
    bucket: isTemplate ? 0xc95 : (0x196 + conn * 977) & 0xfff,
    born: isTemplate ? 0 : conn * 8,
    changed: [],
  };
}
