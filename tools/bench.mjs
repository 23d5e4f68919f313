/**
 * `npm run bench [-- <packets> [<rounds>]]`: how many packets a second the readers and the model take, in a worker of
 * Chromium, built as the app is. Prints medians, and the time as a multiple of what it takes to read the same bytes
 * and throw them away in the same worker. `npm run bench -- seeds [<rounds>]`: how many seeds of the hash a second the
 * search tries on one processor, and the time as a multiple of one hash a seed. Not a test: it depends on the machine and on what else runs there.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { ensureChromium } from './chromium.mjs';
import { ROOT } from './install.mjs';

const TIMES = 10;
const what = process.argv[2] === 'seeds' ? 'seeds' : 'packets';
const [packets = 100_000, rounds = 5] = process.argv.slice(2).map((word) => Number(word) || undefined);
const root = join(ROOT, 'bench');
const outDir = join(ROOT, '.cache', 'bench');
const common = { root, base: './', configFile: false, logLevel: 'error' };

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

const whole = (value) => Math.round(value).toLocaleString('en');

function rowOf({ name, packets: count, bytes, rounds: times, peer }) {
  const ms = median(times);
  return [
    name,
    whole(count),
    whole(ms),
    `${whole(Math.min(...times))} to ${whole(Math.max(...times))}`,
    whole((count / ms) * 1000),
    (bytes / ms / 1000).toFixed(1),
    median(peer).toFixed(1),
    `${(ms / median(peer)).toFixed(1)} x`,
  ];
}

function seedRowOf({ name, packets: count, rounds: times, peer }) {
  const ms = median(times);
  return [
    name,
    (count / ms / 1000).toFixed(1),
    (count / median(peer) / 1000).toFixed(1),
    `${(ms / median(peer)).toFixed(1)} x`,
    `${whole((2 ** 32 / count) * (ms / 1000))}`,
  ];
}

function print(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('   '),
    );
}

async function measure() {
  await build({
    ...common,
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2023' },
  });
  const server = await preview({ ...common, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error.message));
    await page.goto(server.resolvedUrls.local[0]);
    await page.waitForFunction(() => typeof window.bench === 'function');
    console.log(`Chromium ${browser.version()}, ${rounds} rounds, medians`);
    return await page.evaluate((wanted) => window.bench(wanted), { what, packets, times: TIMES, rounds });
  } finally {
    await browser.close();
    await server.close();
    rmSync(outDir, { recursive: true, force: true });
  }
}

const measured = await measure();
if (what === 'seeds')
  print([['', 'million seeds/s', 'one hash', 'of one hash', 's for all 2^32'], ...measured.map(seedRowOf)]);
else
  print([
    ['', 'packets', 'ms', 'from to', 'packets/s', 'MB/s', 'raw read ms', 'of raw'],
    ...measured.map(rowOf),
  ]);
