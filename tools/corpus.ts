/**
 * Decodes every capture of a folder and compares with its manifest.json: `npx tsx tools/corpus.ts <folder> [words of a path]`.
 * Fields of the manifest are explained in its own `readme`. Exit code 1 if a file differs.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linktypeName } from '../src/packet/protocols.ts';
import type { PacketStore } from '../src/packet/store.ts';
import { type Capture, readCapture } from '../src/readers/capture.ts';

type Counts = Record<string, number>;

interface Expected {
  path: string;
  packets: number | null;
  linktypes: number[] | null;
  first_ts: string | null;
  last_ts: string | null;
  ts_agree: boolean;
  expect: 'exact' | 'exact+error' | 'packets' | 'nocrash';
  error: string | null;
  interfaces: number | null;
}

interface Row {
  path: string;
  expect: string;
  differences: string[];
}

const L4: Readonly<Record<number, string>> = { 1: 'icmp4', 58: 'icmp6', 6: 'tcp', 17: 'udp', 132: 'sctp' };

/** A cut IP header is no packet for IPVS, but the manifest counts it as IP. */
function countCut(problem: string | null, counts: Counts): void {
  const cut = /^the IPv([46]) header is cut/.exec(problem ?? '');
  if (cut) counts[`ip${cut[1]}`]++;
}

function countsOf(store: PacketStore): Counts {
  const counts: Counts = {
    ip4: 0,
    ip6: 0,
    tcp4: 0,
    udp4: 0,
    icmp4: 0,
    sctp4: 0,
    tcp6: 0,
    udp6: 0,
    icmp6: 0,
    sctp6: 0,
  };
  for (let i = 0; i < store.length; i++) {
    const version = store.version(i);
    if (version === 0) countCut(store.get(i).problem, counts);
    if (version === 0) continue;
    counts[`ip${version}`]++;
    const name = L4[store.protocol(i)] ?? '';
    const key = name.startsWith('icmp') ? name : `${name}${version}`;
    if (key.endsWith(String(version)) && key in counts) counts[key]++;
  }
  return counts;
}

function stamp(store: PacketStore, i: number): string {
  return `${store.sec(i)}.${String(store.nsec(i)).padStart(9, '0')}`;
}

function compare(want: Expected, got: Capture): string[] {
  const { store, problems } = got;
  const differences: string[] = [];
  const check = (name: string, actual: unknown, expected: unknown): void => {
    if (actual !== expected) differences.push(`${name} ${String(actual)} instead of ${String(expected)}`);
  };
  if (want.expect === 'nocrash') {
    if (want.error !== null && problems.length === 0 && store.length === 0)
      differences.push('no packet, no message');
    return differences;
  }
  check('packets', store.length, want.packets);
  if (want.expect === 'packets') return differences;
  for (const [name, count] of Object.entries(countsOf(store))) {
    check(name, count, (want as unknown as Counts)[name]);
  }
  if (want.ts_agree && store.length > 0) {
    if (want.first_ts !== null) check('first', stamp(store, 0), want.first_ts);
    if (want.last_ts !== null) check('last', stamp(store, store.length - 1), want.last_ts);
  }
  if (want.interfaces !== null) check('interfaces', got.interfaces.length, want.interfaces);
  const faults = problems.filter((one) => one.code !== 'pcapng-no-time');
  if (want.expect === 'exact+error' && faults.length === 0) differences.push('the fault is not reported');
  if (want.expect === 'exact') for (const one of faults) differences.push(`${one.code}: ${one.message}`);
  return differences;
}

/** Also walks every packet through the slow way, which must not fail either. */
function touchAll(store: PacketStore): void {
  for (let i = 0; i < store.length; i++) store.get(i);
}

async function check(folder: string, want: Expected, totals: { packets: number; ms: number }): Promise<Row> {
  const row: Row = { path: want.path, expect: want.expect, differences: [] };
  try {
    const start = performance.now();
    const got = await readCapture(createReadStream(join(folder, want.path)));
    totals.ms += performance.now() - start;
    totals.packets += got.store.length;
    touchAll(got.store);
    row.differences = compare(want, got);
  } catch (thrown) {
    row.differences = [
      `threw: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
    ];
  }
  return row;
}

function printTotals(rows: readonly Row[]): void {
  for (const expect of ['exact', 'exact+error', 'packets', 'nocrash']) {
    const of = rows.filter((row) => row.expect === expect);
    const good = of.filter((row) => row.differences.length === 0);
    console.log(
      `${expect.padEnd(12)} ${String(good.length).padStart(4)} of ${String(of.length).padStart(4)} agree`,
    );
  }
}

/** Link layers that the manifest counts by packets only: frames of them are listed, not decoded. */
function printOutOfScope(files: readonly Expected[]): void {
  const counts = new Map<string, number>();
  for (const file of files) {
    if (file.expect !== 'packets') continue;
    const names = (file.linktypes ?? [])
      .map((linktype) => `${linktypeName(linktype)} (${linktype})`)
      .join(' + ');
    counts.set(names, (counts.get(names) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  console.log(`packets only: ${sorted.map(([name, count]) => `${name}: ${count}`).join(', ')}`);
}

async function main(folder: string | undefined, only: string): Promise<number> {
  if (!folder) {
    console.error('usage: tsx tools/corpus.ts <folder with manifest.json> [words of a path]');
    return 2;
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: Expected[] };
  const files = manifest.files.filter((file) => file.path.includes(only));
  const totals = { packets: 0, ms: 0 };
  const rows: Row[] = [];
  for (const file of files) rows.push(await check(folder, file, totals));
  const bad = rows.filter((row) => row.differences.length > 0);
  for (const row of bad)
    console.log(`${row.expect.padEnd(12)} ${row.path}\n    ${row.differences.join('\n    ')}`);
  printTotals(rows);
  printOutOfScope(files);
  console.log(
    `${files.length} files, ${totals.packets} packets, ${Math.round(totals.ms)} ms; ${bad.length} differ`,
  );
  return bad.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2], process.argv[3] ?? '');
