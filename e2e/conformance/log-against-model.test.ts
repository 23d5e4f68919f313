import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Comparison, compare } from '../../src/analysis/compare/compare.ts';
import { modelOfLog } from '../../src/analysis/compare/model-of-log.ts';
import { type Printed, printedBy } from '../../src/analysis/compare/printed.ts';
import { Texts } from '../../src/base/texts.ts';
import { loadRun } from '../../src/cli/replay-run.ts';
import { runText } from '../../src/cli/run-files.ts';
import { commandInputs } from '../../src/inputs/input-list.ts';
import { logProgram } from '../../src/inputs/log-program.ts';
import type { Program } from '../../src/inputs/program.ts';
import { logLinesOf } from '../../src/testing/log-lines.ts';
import { randomOf } from '../../src/testing/random.ts';
import { INPUTS_EXCEPTIONS, LOG_ONLY_EXCEPTIONS } from './exceptions.ts';

/**
 * The comparison that the app shows: the observed kernel of every recorded log beside the model, which is fed from
 * the capture. They agree in every line; when one line of the log is removed, altered or swapped with its
 * neighbour, that line is the difference.
 */
const ROOT = join(import.meta.dirname, '../recorded-runs');

function drained(steps: Generator<number, Printed>): Printed {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

class Sides {
  private readonly program: Program;
  private readonly texts = new Texts();
  private readonly b: Printed;
  private readonly endNs: number;

  constructor(
    folder: string,
    readonly dmesg: string,
  ) {
    this.program = loadRun(folder).program;
    const log = logLinesOf(dmesg, this.program.params.profile);
    this.endNs = log.length > 0 ? log.timeNs(log.length - 1) : 0;
    const slack = 2e9 / this.program.params.hz;
    this.b = drained(printedBy(this.program, this.texts, 12, this.endNs + slack));
  }

  against(dmesg: string): Comparison {
    const { params } = this.program;
    const log = logLinesOf(dmesg, params.profile);
    const observed = logProgram(log, { params, setup: [], commands: [], bootEpoch: null });
    const a = drained(printedBy(observed, this.texts, 12, this.endNs + 1e9));
    return compare(this.texts, a, this.b, params.hz);
  }
}

const lineText = (line: string): string =>
  line
    .slice(line.indexOf('] ') + 2)
    .replace('IPVS: ', '')
    .replace(/ +/g, ' ');
/** The last figure of a line becomes another one; a line without figures becomes another line. */
function altered(line: string): string {
  const at = line.indexOf('] ') + 2;
  const text = line.slice(at);
  const other = text.replace(/\d+(?=\D*$)/, (digits) => String(Number(digits) + 1));
  return line.slice(0, at) + (other === text ? `${text} ?` : other);
}

/** Lines that are compared, and that are not the only ones of their kind at the edge of the log. */
const usable = (line: string): boolean =>
  /lookup|TCP |Bind|Schedule|control/.test(line) && !line.includes('ct=');

describe.each(['linux-6.12', 'linux-2.6.32'])('%s: the log against the model', (kernel) => {
  const runs = readdirSync(join(ROOT, kernel)).sort();
  it.each(runs.filter((run) => !Object.hasOwn(INPUTS_EXCEPTIONS, run)))('%s', (run) => {
    const folder = join(ROOT, kernel, run);
    const dmesg = runText(folder, 'dmesg.txt');
    const sides = new Sides(folder, dmesg);
    expect(sides.against(dmesg).differences).toEqual([]);

    const lines = dmesg.split('\n').filter((line) => line !== '');
    const random = randomOf(run.length * 31 + lines.length);
    const candidates = lines.map((line, i) => (i > 30 && usable(line) ? i : -1)).filter((i) => i >= 0);
    if (candidates.length === 0) return;
    const at = candidates[random(candidates.length)];
    const text = lineText(lines[at]);

    const removed = sides.against(lines.toSpliced(at, 1).join('\n'));
    expect(removed.differences).toHaveLength(1);
    const [{ aFrom, aTo, bFrom, bTo }] = removed.differences;
    expect([aTo - aFrom, bTo - bFrom]).toEqual([0, 1]);
    expect(removed.texts.texts[removed.b.ids.at(bFrom)].replace(/ s:\? /, ' s:0 ')).toBe(
      text.replace(/(Bind-dest .*) s:\d+ /, (whole) =>
        text.startsWith('Bind') ? whole.replace(/ s:\d+ /, ' s:0 ') : whole,
      ),
    );

    const changed = sides.against(lines.with(at, altered(lines[at])).join('\n'));
    expect(changed.differences).toHaveLength(1);
    expect(changed.differences[0].bTo - changed.differences[0].bFrom).toBe(1);
    const its = changed.differences[0].bFrom;
    expect(changed.b.ids.at(its)).toBe(removed.b.ids.at(bFrom));

    if (text === lineText(lines[at - 1]) || !usable(lines[at - 1])) return;
    const swapped = lines.with(at, lines[at - 1]).with(at - 1, lines[at]);
    const found = sides.against(swapped.join('\n')).differences;
    expect(found.length).toBeGreaterThan(0);
    for (const gap of found) {
      expect(gap.bFrom).toBeGreaterThanOrEqual(its - 1);
      expect(gap.bTo).toBeLessThanOrEqual(its + 1);
    }
  });
});

describe.each(['linux-6.12', 'linux-2.6.32'])('%s: the model lives through what the log tells', (kernel) => {
  it.each(readdirSync(join(ROOT, kernel)).sort())('%s', (run) => {
    const folder = join(ROOT, kernel, run);
    const { params, setup, inputs } = loadRun(folder).program;
    const log = logLinesOf(runText(folder, 'dmesg.txt'), params.profile);
    const observed = logProgram(log, { params, setup, commands: [], bootEpoch: null });
    const commands = commandInputs(inputs);
    const model = modelOfLog(observed, setup, commands, false);
    const endNs = log.length > 0 ? log.timeNs(log.length - 1) : 0;
    const texts = new Texts();
    const a = drained(printedBy(observed, texts, 12, endNs + 1e9));
    const b = drained(printedBy(model, texts, 12, endNs + 2e9 / params.hz));
    const { differences } = compare(texts, a, b, params.hz);
    if (Object.hasOwn(LOG_ONLY_EXCEPTIONS, run)) expect(differences).not.toEqual([]);
    else expect(differences).toEqual([]);
  });
});
