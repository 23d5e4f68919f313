import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { recordedProgram } from '../../testing/recorded.ts';
import { Trace } from '../trace.ts';
import type { Cursor } from '../views.ts';
import { hitsIn, type ReadyStop, readyStop } from './hits.ts';
import { parseStop } from './parse-stop.ts';
import { allHits, searchStop } from './search.ts';
import type { Stop } from './stop.ts';

const RUNS = [
  '003-dr-wlc-persistent-360',
  '011-quiescent-template-1',
  '012-removed-dest-nodest-1',
  '018-tcp-states-nat',
  '0233-no-destination',
  '0261-ftp-nat-active',
  '0281-service-edited',
  '0285-sctp',
  '0916-random',
];

const CONDITIONS = [
  '',
  '',
  'pkt.tcp.syn',
  'cp.state == TIME_WAIT && pkt.tcp.syn',
  'cp.state == ESTABLISHED',
  'dest.weight == 0',
  'ct.n_control > 1',
  'conn_count > 3',
  'chain.length > 0',
  'svc.num_dests == 2 || cp.in_pkts > 4',
  'sysctl.conn_reuse_mode == 1',
  'step > 10',
];

const goOn = async (): Promise<boolean> => true;

function played(run: string): Trace {
  const trace = new Trace(recordedProgram(run));
  trace.play();
  return trace;
}

function read(text: string): Stop {
  const parsed = parseStop(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`);
  return parsed.stop;
}

/** Every way to stop that has to do with what is in the run. */
function places(trace: Trace): string[] {
  const { sites } = trace.index.paths;
  const texts = sites.map((site) => {
    if (site.kind === 'call') return `call ${site.fn}`;
    if (site.kind === 'log') return `message ${site.message}`;
    return `branch ${site.fn} "${site.condition.replace(/[\\"]/g, '\\$&')}" ${site.taken}`;
  });
  const entries = [...trace.index.lives.values()].map(({ label }) => `write cp.state of tcp ${label}`);
  const more = [
    'message "hit"',
    'message "bind-dest" level 7',
    'message level 4',
    'state * -> TIME_WAIT',
    'state SYN_RECV -> ESTABLISHED tcp',
    'verdict NF_DROP',
    'verdict NF_ACCEPT',
    'address 172.16.0.0/16',
    'client 172.16.0.1',
    'server 192.168.1.10',
    'event timer',
    'event command',
    'event packet',
    'write dest.weight',
    'write dest.activeconns of 192.168.1.10:80',
    'write dest.svc->destinations',
    'write cp.timer.expires',
    'write cp.c_list',
    'write cp.daddr',
    'write ct.n_control',
    'write svc.num_dests',
    'write svc.sched_data',
    'write nf_ct.status',
    'when conn_count > 2',
    'when cp.state == TIME_WAIT && pkt.tcp.syn',
    'when dest.weight == 0',
  ];
  return [...texts, ...entries, ...more];
}

function randomStops(trace: Trace, seed: number): ReadyStop[] {
  const random = randomOf(seed);
  const texts = places(trace);
  return Array.from({ length: 1 + random(3) }, () => {
    const text = texts[random(texts.length)];
    const condition = text.startsWith('when') ? '' : CONDITIONS[random(CONDITIONS.length)];
    return readyStop(trace, read(condition ? `${text} if ${condition}` : text));
  });
}

/** All hits, found by visiting every event, whatever the index says. */
function bruteForce(trace: Trace, stops: readonly ReadyStop[]): Cursor[] {
  const found: Cursor[] = [];
  for (let event = 0; event < trace.index.length; event++) {
    const steps = new Set(stops.flatMap((stop) => hitsIn(trace, trace.visit(event), everywhere(stop))));
    for (const step of [...steps].sort((a, b) => a - b)) found.push({ event, step });
  }
  return found;
}

const everywhere = (stop: ReadyStop): ReadyStop => ({ ...stop, mayStop: () => true });

/** What of an event has to do with addresses and kinds is the index's alone; there it is asked. */
function ofIndex({ stop }: ReadyStop): boolean {
  return ['address', 'event', 'verdict'].includes(stop.what.kind);
}

async function walk(trace: Trace, stops: readonly ReadyStop[], by: 1 | -1): Promise<Cursor[]> {
  const { length } = trace.index;
  let from: Cursor = by > 0 ? { event: -1, step: 0 } : { event: length, step: 0 };
  const found: Cursor[] = [];
  for (;;) {
    const next = await searchStop(trace, stops, from, by, goOn);
    if (next === null || next === 'stopped') return found;
    from = next.cursor;
    found.push(from);
  }
}

describe.each(RUNS)('stops in %s', (run) => {
  const trace = played(run);

  it('are those that a visit of every event finds, forwards and backwards', async () => {
    let hits = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const stops = randomStops(trace, seed);
      const texts = stops.map(({ stop }) => JSON.stringify(stop)).join('\n');
      const searched = stops.some(ofIndex);
      const wanted = searched ? null : bruteForce(trace, stops);
      const forwards = await walk(trace, stops, 1);
      if (wanted) expect(forwards, `seed ${seed}\n${texts}`).toEqual(wanted);
      expect((await walk(trace, stops, -1)).reverse(), `seed ${seed}\n${texts}`).toEqual(forwards);
      const lists = await allHits(trace, stops, goOn);
      const all = new Set(
        lists?.flatMap((list) => Array.from({ length: list.length }, (_, at) => key(list.at(at)))),
      );
      expect(all, `seed ${seed}\n${texts}`).toEqual(new Set(forwards.map(key)));
      hits += forwards.length;
    }
    expect(hits).toBeGreaterThan(0);
  });

  it('lead back to where one came from', async () => {
    const stops = [readyStop(trace, read('call ip_vs_conn_new')), readyStop(trace, read('event timer'))];
    const first = await searchStop(trace, stops, { event: -1, step: 0 }, 1, goOn);
    if (first === null || first === 'stopped') return;
    const second = await searchStop(trace, stops, first.cursor, 1, goOn);
    if (second === null || second === 'stopped') return;
    const back = await searchStop(trace, stops, second.cursor, -1, goOn);
    expect(back).toEqual(first);
  });
});

const key = ({ event, step }: Cursor): string => `${event}.${step}`;

describe('a search', () => {
  it('ends when it is told to', async () => {
    const trace = played('0271-four-thousand-entries');
    const stops = [readyStop(trace, read('when conn_count == 123456'))];
    let asked = 0;
    const answer = await searchStop(trace, stops, { event: -1, step: 0 }, 1, async () => {
      asked++;
      return asked < 2;
    });
    expect(answer).toBe('stopped');
    expect(asked).toBe(2);
    expect(await allHits(trace, stops, async () => false)).toBeNull();
  });

  it('leaves the visits of the cursor alone', async () => {
    const trace = played('003-dr-wlc-persistent-360');
    const before = trace.visit(40);
    await searchStop(
      trace,
      [readyStop(trace, read('when conn_count == 99'))],
      { event: -1, step: 0 },
      1,
      goOn,
    );
    expect(trace.visit(40)).toBe(before);
  });
});
