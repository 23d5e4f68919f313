import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Lanes } from '../../src/analysis/lanes.ts';
import { momentAt } from '../../src/analysis/moment.ts';
import { Servers } from '../../src/analysis/servers.ts';
import { sketchAt } from '../../src/analysis/sketch/moment.ts';
import { loadRun } from '../../src/cli/replay-run.ts';
import { CELL_CHANGED, TABLE_MODES, type TableMode, type TableView } from '../../src/trace/table-views.ts';
import { Trace } from '../../src/trace/trace.ts';
import type { Moment } from '../../src/trace/views.ts';

/** What the index tells of a moment at once must be what the machine shows when the event has been run again. */

const ROOT = 'e2e/recorded-runs';
/** Moments that are compared in each run. */
const LOOKS = 24;
/** What an event does inside itself only a visit can tell. */
const MODES = TABLE_MODES.filter((mode) => mode !== 'event');

function shown({ counts, templates, cells, ...table }: TableView) {
  const { lookup: _lookup, walks: _walks, ...rest } = table;
  return {
    ...rest,
    counts: Buffer.from(counts).toString('hex'),
    templates: Buffer.from(templates).toString('hex'),
    cells: Buffer.from(cells.map((cell) => cell & ~CELL_CHANGED)).toString('hex'),
  };
}

const told = ({ row, time, jiffies, table, lanes }: Moment) => ({
  row,
  time,
  jiffies,
  lanes,
  table: shown(table),
});

function optionsOf(trace: Trace, mode: TableMode, server: string | null) {
  return { bucket: null, client: null, lanes: new Lanes(trace), table: { mode, server } };
}

describe.each(['linux-6.12', 'linux-2.6.32'] as const)('%s: a moment out of the index', (kernel) => {
  it.each(readdirSync(join(ROOT, kernel)).sort())('%s', (run) => {
    const { program } = loadRun(join(ROOT, kernel, run));
    const trace = new Trace(program, false);
    trace.play();
    const servers = new Servers(program);
    const server = servers.list[0]?.addr ?? null;
    const { length } = trace.index;
    for (let look = 0; look < Math.min(LOOKS, length); look++) {
      const event = Math.floor(((look + 0.5) * length) / Math.min(LOOKS, length));
      const options = optionsOf(trace, MODES[look % MODES.length], look % 2 === 0 ? server : null);
      const cursor = { event, step: Number.POSITIVE_INFINITY };
      const whole = momentAt(trace, servers, cursor, options);
      expect(told(sketchAt(trace, servers, event, options)), `event ${event}`).toEqual(told(whole));
    }
  });
});
