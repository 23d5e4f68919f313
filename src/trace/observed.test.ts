import { describe, expect, it } from 'vitest';
import { logProgram } from '../inputs/log-program.ts';
import { defaultParams } from '../inputs/run-folder.ts';
import { linux_6_12 } from '../kernel/profiles/linux-6.12.ts';
import { dumpMachine } from '../testing/dump.ts';
import { logLinesOf } from '../testing/log-lines.ts';
import { recordedText } from '../testing/recorded.ts';
import { Playback } from './playback.ts';
import { lookBack } from './rewind.ts';
import { Trace } from './trace.ts';

function observed(run: string): Trace {
  const log = logLinesOf(recordedText(run, 'dmesg.txt'), linux_6_12);
  const params = { ...defaultParams(), hz: 100 };
  const trace = new Trace(logProgram(log, { params, setup: [], commands: [], bootEpoch: null }));
  trace.play();
  return trace;
}

describe('an observed kernel is stepped like a model', () => {
  it.each(['003-dr-wlc-persistent-360', '0261-ftp-nat-active', '0285-sctp', '0907-random'])(
    '%s: every line of the log is a step, in its order',
    (run) => {
      const trace = observed(run);
      const printed: string[] = [];
      for (let event = 0; event < trace.index.length; event++) {
        for (const step of trace.visit(event).recorder.rawSteps) {
          if (step.kind === 'log') printed.push(`${step.prefix ? 'IPVS: ' : ''}${step.text}`);
        }
      }
      const lines = recordedText(run, 'dmesg.txt')
        .split('\n')
        .filter((line) => line !== '');
      expect(printed).toEqual(lines.map((line) => line.slice(line.indexOf('] ') + 2)));
    },
  );

  it('can be looked at before any of its events', () => {
    const trace = observed('0907-random');
    const playback = new Playback(trace.program);
    for (let event = 0; event < trace.index.length; event++) {
      let begins = '';
      playback.step(Number.MAX_SAFE_INTEGER, () => {
        begins = dumpMachine(playback.ipvs);
      });
      const { ipvs, recorder } = trace.visit(event);
      const back = lookBack(ipvs, recorder.rawSteps, 0, () => dumpMachine(ipvs));
      expect(back, `before event ${event}`).toBe(begins);
    }
  });

  it('tells what a packet met in the words of the list', () => {
    const trace = observed('003-dr-wlc-persistent-360');
    const whats = Array.from({ length: trace.index.length }, (_, event) => trace.index.at(event).what);
    expect(whats[0]).toBe('template made');
    expect(whats).toContain('template hit');
    expect(whats).toContain('→ ESTABLISHED');
    expect(whats).toContain('timer fired, released');
  });
});
