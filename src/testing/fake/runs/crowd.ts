import type { EventRow } from '../../../trace/views.ts';
import { arm, bucketFor, type FakeConn, type FakeRun, numbered, row, serverRefs } from './model.ts';

const RND = 0x5b547d3c;
const SIZE = 4096;

/** 300 clients with ten connections each, one SYN per connection, a persistent wlc service. */
export function crowd(): FakeRun {
  const servers = serverRefs([10, 11, 12, 13]);
  const conns: FakeConn[] = [];
  const events: EventRow[] = [];
  const templates = new Map<string, FakeConn>();
  const add = (caddr: string, cport: number, at: number, control: FakeConn | null, nth: number): FakeConn => {
    const armed = arm(at, cport === 0 ? 600 : 60);
    const conn: FakeConn = {
      uid: conns.length + 1,
      caddr,
      cport,
      vaddr: '10.0.0.100',
      vport: 80,
      server: control?.server ?? servers[(4 - (nth % 4)) % 4],
      template: cport === 0,
      control: control?.uid ?? null,
      bucket: bucketFor(caddr, cport, RND, SIZE),
      arms: [armed],
      spans: [{ from: at, to: armed.fires, state: cport === 0 ? 'NONE' : 'SYN_RECV' }],
      packets: cport === 0 ? [] : [at],
      released: armed.fires,
      fwd: 'R',
    };
    conns.push(conn);
    return conn;
  };
  for (let n = 0; n < 3000; n += 1) {
    const client = n % 300;
    const caddr = `172.16.${Math.floor(client / 100)}.${(client % 100) + 1}`;
    const time = 4 + Math.floor(n / 5) * 0.01;
    let template = templates.get(caddr);
    const made = !template;
    if (!template) {
      template = add(caddr, 0, time, null, client);
      templates.set(caddr, template);
    } else template.arms.push(arm(time, 600));
    const conn = add(caddr, 2000 + n, time, template, client);
    const name = { client: `${caddr}:${conn.cport}`, server: conn.server };
    events.push(
      row(time, {
        ...name,
        flags: 'S',
        what: made ? 'template made, wlc' : 'template hit',
        template: true,
        tone: 'decision',
      }),
      row(conn.released, { ...name, kind: 'timer', what: 'entry expired', hook: null, verdict: null }),
    );
  }
  for (const template of templates.values()) {
    const last = template.arms[template.arms.length - 1].fires;
    template.released = last;
    template.spans[0].to = last;
  }
  return {
    title: '0272 three thousand persistent',
    about: '300 clients with 10 connections each, persistent.',
    size: SIZE,
    rnd: RND,
    conns,
    servers,
    to: 75,
    events: numbered(events),
    services: [
      {
        title: 'TCP  10.0.0.100:80 wlc persistent 600',
        vaddr: '10.0.0.100',
        vport: 80,
        scheduler: 'wlc',
        persistent: 600,
        figure: 'wlc overhead',
        servers: [...servers].reverse().map((server) => ({
          server,
          method: 'Route',
          weight: () => 1,
          upper: 0,
          lower: 0,
          deleted: Number.POSITIVE_INFINITY,
        })),
      },
    ],
  };
}
