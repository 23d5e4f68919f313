import type { EventRow } from '../../../trace/views.ts';
import { arm, bucketFor, type FakeConn, type FakeRun, numbered, row, serverRefs } from './model.ts';

const RND = 0x1a0d4d1d;
const QUIESCED = 20;
const DELETED = 31;

/** 90 clients in a minute on two services; one server is quiesced, one deleted, one has a threshold. */
export function mixed(): FakeRun {
  const servers = serverRefs([11, 12, 13, 14]);
  const conns: FakeConn[] = [];
  const events: EventRow[] = [
    row(QUIESCED, {
      kind: 'command',
      what: 'ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.12 -w 0',
      tone: 'decision',
    }),
    row(DELETED, { kind: 'command', what: 'ipvsadm -d -t 10.0.0.100:80 -r 192.168.1.13', tone: 'decision' }),
  ];
  let seed = 7;
  const random = () => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  for (let n = 0; n < 90; n += 1) {
    const at = Math.round((4 + n * 0.6 + random() * 0.4) * 100) / 100;
    const usable = servers.filter(
      ({ series }) => !(series === 1 && at > QUIESCED) && !(series === 2 && at > DELETED),
    );
    const server = usable[Math.floor(random() * usable.length)];
    const isDns = n % 6 === 5;
    const ends = Math.round((at + 3 + random() * 25) * 100) / 100;
    const caddr = `172.16.0.${(n % 45) + 1}`;
    const cport = 33_000 + Math.floor(random() * 9000);
    const last = arm(ends, isDns ? 300 : 120);
    conns.push({
      uid: n + 1,
      caddr,
      cport,
      vaddr: isDns ? '10.0.0.101' : '10.0.0.100',
      vport: isDns ? 443 : 80,
      server,
      template: false,
      control: null,
      bucket: bucketFor(caddr, cport, RND, 256),
      arms: [arm(at, 60), arm(at + 0.04, 900), last],
      spans: [
        { from: at, to: at + 0.04, state: 'SYN_RECV' },
        { from: at + 0.04, to: ends, state: 'ESTABLISHED' },
        { from: ends, to: last.fires, state: 'FIN_WAIT' },
      ],
      packets: [at, at + 0.04, ends],
      released: last.fires,
      fwd: 'R',
    });
    const name = { client: `${caddr}:${cport}`, server };
    events.push(
      row(at, { ...name, flags: 'S', what: 'scheduled, wlc', tone: 'decision' }),
      row(at + 0.04, { ...name, flags: 'A', what: 'SYN_RECV -> ESTABLISHED' }),
      row(ends, { ...name, flags: 'FA', what: 'ESTABLISHED -> FIN_WAIT' }),
      row(last.fires, { ...name, kind: 'timer', what: 'entry expired', hook: null, verdict: null }),
    );
  }
  const never = Number.POSITIVE_INFINITY;
  return {
    title: 'two services, one server leaves',
    about: 'A server is quiesced at 20 s, another deleted at 31 s.',
    size: 256,
    rnd: RND,
    conns,
    servers,
    to: Math.max(...conns.map((conn) => conn.released)),
    events: numbered(events),
    services: [
      {
        title: 'TCP  10.0.0.100:80 wlc',
        vaddr: '10.0.0.100',
        vport: 80,
        scheduler: 'wlc',
        persistent: null,
        figure: 'wlc overhead',
        servers: [...servers].reverse().map((server) => ({
          server,
          method: 'Route',
          weight: (time) => (server.series === 1 && time >= QUIESCED ? 0 : server.series === 3 ? 3 : 1),
          upper: server.series === 0 ? 12 : 0,
          lower: server.series === 0 ? 8 : 0,
          deleted: server.series === 2 ? DELETED : never,
        })),
      },
      {
        title: 'TCP  10.0.0.101:443 wrr',
        vaddr: '10.0.0.101',
        vport: 443,
        scheduler: 'wrr',
        persistent: null,
        figure: '',
        servers: servers.map((server) => ({
          server,
          method: 'Tunnel',
          weight: () => 2,
          upper: 0,
          lower: 0,
          deleted: never,
        })),
      },
    ],
  };
}
