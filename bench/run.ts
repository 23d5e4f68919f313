/**
 * `npm run bench [-- --packets 1000000 --large 10000000 --rounds 3 --samples 100 --limit 900 --only load,read
 * --markdown file]`:
 * the table of measures, made on this machine. Not a test: it depends on the machine and on what else runs there, so
 * read the ratios. Traffic is made once, in .cache/bench.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { ROOT } from '../tools/install.mjs';
import { readArguments } from './arguments.ts';
import { MEASURES } from './rows/all.ts';
import { Bench } from './rows/bench.ts';
import { amount, type Row, without } from './rows/row.ts';
import { markdownTable, plainTable } from './table.ts';

const say = (text: string): void => console.error(`  ${text}`);

async function measured(bench: Bench, only: ReadonlySet<string>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const measure of MEASURES) {
    const wanted = new Set(measure.ids.filter((id) => only.size === 0 || only.has(id)));
    if (wanted.size === 0) continue;
    console.error([...wanted].join(', '));
    try {
      const made = await measure.run(bench, wanted);
      rows.push(...made.filter(({ id }) => wanted.has(id)));
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).split('\n')[0];
      rows.push(...[...wanted].map((id) => without(id, '', `not measured: ${why}`)));
    }
  }
  return rows;
}

async function main(): Promise<void> {
  const { options, only, markdown } = readArguments(
    process.argv.slice(2),
    MEASURES.flatMap(({ ids }) => ids),
  );
  const bench = new Bench(ROOT, options, say);
  try {
    const rows = await measured(bench, only);
    const version = (await bench.browser).browser.version();
    const [cpu] = cpus();
    const about = `${cpus().length} x ${cpu.model}, Chromium ${version}, Node ${process.versions.node}, medians of ${options.rounds} rounds, ${amount(options.packets)} and ${amount(options.large)} packets`;
    console.log(`${about}\n\n${plainTable(rows)}`);
    if (markdown) writeFileSync(markdown, `${markdownTable(rows, about)}\n`);
  } finally {
    await bench.close();
  }
}

await main();
