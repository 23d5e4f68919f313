import type { EventRow } from '../../../trace/views.ts';
import { arm, bucketFor, type FakeConn, type FakeRun, numbered, row, serverRefs } from './model.ts';

const RND = 0x7e9c0356;
const CLIENT = '172.16.0.1';

/** A template of 20 s that an ESTABLISHED entry holds until it is reset: re-armed for 60 s four times. */
export function held(): FakeRun {
  const servers = serverRefs([10, 11]);
  const server = servers[1];
  const common = { caddr: CLIENT, vaddr: '10.0.0.100', vport: 80, server, fwd: 'M' };
  const template: FakeConn = {
    ...common,
    uid: 1,
    cport: 0,
    template: true,
    control: null,
    bucket: bucketFor(CLIENT, 0, RND, 4096),
    arms: [arm(4, 20), arm(24.16, 60), arm(84.96, 60), arm(146.4, 60), arm(207.84, 60)],
    spans: [
      { from: 4, to: 4.04, state: 'NONE' },
      { from: 4.04, to: 269.28, state: 'ASSURED' },
    ],
    packets: [],
    released: 269.28,
  };
  const packets = [4, 4.04, 4.06, 4.1, 4.12, 4.16, 204.18];
  const entry: FakeConn = {
    ...common,
    uid: 2,
    cport: 40001,
    template: false,
    control: 1,
    bucket: bucketFor(CLIENT, 40001, RND, 4096),
    arms: [arm(4, 60), arm(4.04, 900), arm(4.06, 900), arm(4.1, 900), arm(4.16, 900), arm(204.18, 10)],
    spans: [
      { from: 4, to: 4.04, state: 'SYN_RECV' },
      { from: 4.04, to: 204.18, state: 'ESTABLISHED' },
      { from: 204.18, to: 214.24, state: 'CLOSE' },
    ],
    packets,
    released: 214.24,
  };
  const name = { client: `${CLIENT}:40001`, server };
  const expiry = { kind: 'timer' as const, hook: null, verdict: null, tone: 'decision' as const, server };
  const events: EventRow[] = [
    ...packets.map((time, at) =>
      row(time, {
        ...name,
        flags: ['S', 'A', 'PA', 'A', 'PA', 'A', 'RA'][at],
        what:
          (
            { 0: 'template made, rr', 1: 'SYN_RECV -> ESTABLISHED', 6: 'ESTABLISHED -> CLOSE' } as Record<
              number,
              string
            >
          )[at] ?? 'entry hit',
        template: at === 0,
        tone: [0, 1, 6].includes(at) ? 'decision' : 'routine',
      }),
    ),
    ...[24.16, 84.96, 146.4, 207.84].map((time) =>
      row(time, { ...expiry, client: `${CLIENT}:0`, what: 'template held, 60 s', template: true }),
    ),
    row(214.24, { ...expiry, client: name.client, what: 'entry expired' }),
    row(269.28, { ...expiry, client: `${CLIENT}:0`, what: 'template expired', template: true }),
  ];
  return {
    title: '006 template held by connection',
    about: 'Template timeout 20 s, but an ESTABLISHED connection controls it.',
    size: 4096,
    rnd: RND,
    conns: [template, entry],
    servers,
    to: 269.28,
    events: numbered(events),
    services: [
      {
        title: 'TCP  10.0.0.100:80 rr persistent 20',
        vaddr: '10.0.0.100',
        vport: 80,
        scheduler: 'rr',
        persistent: 20,
        figure: '',
        servers: [...servers].reverse().map((one) => ({
          server: one,
          method: 'Masq',
          weight: () => 1,
          upper: 0,
          lower: 0,
          deleted: Number.POSITIVE_INFINITY,
        })),
      },
    ],
  };
}
