import { describe, expect, it } from 'vitest';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { ipvsadm_Ln, ipvsadm_Ln_persistent, ipvsadm_Ln_thresholds } from '../kernel/listing/ipvsadm.ts';
import { ipvsadm_Lnc } from '../kernel/listing/ipvsadm_conns.ts';
import { proc_ip_vs, proc_ip_vs_conn } from '../kernel/listing/proc.ts';
import { dumpMachine } from '../testing/dump.ts';
import { randomOf } from '../testing/random.ts';
import { recordedProgram } from '../testing/recorded.ts';
import { cloneMachine } from './clone.ts';
import { Playback } from './playback.ts';
import { lookBack } from './rewind.ts';
import { Trace, type Visit } from './trace.ts';

/** Runs that between them have every kind of event. */
const RUNS = [
  '003-dr-wlc-persistent-360',
  '006-template-held-by-connection',
  '011-quiescent-template-1',
  '012-removed-dest-nodest-1',
  '013-port-reuse-mode-1',
  '015-udp-one-packet',
  '018-tcp-states-nat',
  '0201-scheduler-wrr',
  '0206-scheduler-sh',
  '0230-thresholds',
  '0250-ipv6-nat',
  '0260-ftp-persistent-dr',
  '0261-ftp-nat-active',
  '0281-service-edited',
  '0287-persistent-many-clients-weight-edit',
  '0907-random',
  '0916-random',
];

const END = Number.MAX_SAFE_INTEGER;

const listings = (ipvs: netns_ipvs): string =>
  [proc_ip_vs_conn, proc_ip_vs, ipvsadm_Ln, ipvsadm_Lnc, ipvsadm_Ln_thresholds, ipvsadm_Ln_persistent]
    .map((listing) => listing(ipvs))
    .join('\n');

/** The machine as each event begins: its clock stands, nothing has run yet. */
function beginnings(trace: Trace, look: (ipvs: netns_ipvs) => string): string[] {
  const playback = new Playback(trace.program);
  const texts: string[] = [];
  for (let i = 0; i < trace.index.length; i++) playback.step(END, () => texts.push(look(playback.ipvs)));
  return texts;
}

function played(run: string): Trace {
  const trace = new Trace(recordedProgram(run));
  trace.play();
  return trace;
}

const stepTexts = ({ recorder }: Visit): string =>
  recorder.rawSteps
    .map(({ number, depth, kind, text, detail, result, end }) => [
      number,
      depth,
      kind,
      text,
      detail,
      result,
      end,
    ])
    .join('\n');

describe.each(RUNS)('visiting the events of %s', (run) => {
  const trace = played(run);

  it('shows at step 0 what was there before the event', () => {
    const lists = beginnings(trace, listings);
    const dumps = beginnings(trace, dumpMachine);
    expect(lists.length).toBe(trace.index.length);
    for (let event = 0; event < lists.length; event++) {
      const { ipvs, recorder } = trace.visit(event);
      const back = lookBack(ipvs, recorder.rawSteps, 0, () => [listings(ipvs), dumpMachine(ipvs)]);
      expect(back[0], `listings before event ${event}`).toBe(lists[event]);
      expect(back[1], `machine before event ${event}`).toBe(dumps[event]);
    }
  });

  it('leaves the machine as it was, from whatever step one looks', () => {
    const random = randomOf(5);
    for (let n = 0; n < 60; n++) {
      const { ipvs, recorder } = trace.visit(random(trace.index.length));
      const before = dumpMachine(ipvs);
      lookBack(ipvs, recorder.rawSteps, random(recorder.steps + 1), () => ipvs.jiffies);
      expect(dumpMachine(ipvs)).toBe(before);
    }
  });

  it('records the same steps in any order of visits', () => {
    const random = randomOf(7);
    const inOrder = Array.from({ length: trace.index.length }, (_, event) => stepTexts(trace.visit(event)));
    for (let n = 0; n < 60; n++) {
      const event = random(trace.index.length);
      expect(stepTexts(trace.visit(event)), `event ${event}`).toBe(inOrder[event]);
    }
  });

  it('numbers steps as the index has counted them', () => {
    for (let event = 0; event < trace.index.length; event++) {
      const { recorder } = trace.visit(event);
      expect(recorder.steps, `event ${event}`).toBe(trace.index.stepsOf(event));
      expect(recorder.rawSteps.length).toBe(recorder.steps);
      expect(recorder.rawSteps.every(({ number }, i) => number === i + 1)).toBe(true);
    }
  });

  it('ends every call, inside the one that made it', () => {
    for (let event = 0; event < trace.index.length; event++) {
      const open: number[] = [];
      for (const { number, depth, kind, end } of trace.visit(event).recorder.rawSteps) {
        while (open.length > depth) open.pop();
        expect(depth, `event ${event}, step ${number}`).toBe(open.length);
        expect(end).toBeGreaterThanOrEqual(number);
        if (open.length > 0) expect(end).toBeLessThanOrEqual(open[open.length - 1]);
        if (kind === 'call') open.push(end);
      }
    }
  });
});

describe('a copied machine', () => {
  const program = recordedProgram('0907-random');

  it('goes on like the original and does not touch it', () => {
    const playback = new Playback(program);
    for (let i = 0; i < 300; i++) playback.step(END);
    const before = dumpMachine(playback.ipvs);
    const copy = new Playback(program, cloneMachine(playback.ipvs), playback.next, false);
    expect(dumpMachine(copy.ipvs)).toBe(before);
    while (copy.step(3600e9));
    expect(dumpMachine(playback.ipvs)).toBe(before);
    while (playback.step(3600e9));
    expect(dumpMachine(copy.ipvs)).toBe(dumpMachine(playback.ipvs));
    expect(listings(copy.ipvs)).toBe(listings(playback.ipvs));
  });

  it('shares no object with the original', () => {
    const playback = new Playback(program);
    for (let i = 0; i < 100; i++) playback.step(END);
    const mine = reachable(playback.ipvs);
    const shared = [...reachable(cloneMachine(playback.ipvs))].filter((object) => mine.has(object));
    expect(shared).toEqual([]);
  });
});

/** Every object of a machine. */
function reachable(root: object): Set<object> {
  const found = new Set<object>();
  const work: unknown[] = [root];
  for (let value = work.pop(); work.length > 0 || value !== undefined; value = work.pop()) {
    if (typeof value !== 'object' || value === null || found.has(value)) continue;
    found.add(value);
    if (value instanceof Map) work.push(...value.keys(), ...value.values());
    else work.push(...Object.values(value));
  }
  return found;
}
