import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRun } from '../../src/cli/replay-run.ts';
import { runText } from '../../src/cli/run-files.ts';
import { commandInputs } from '../../src/inputs/input-list.ts';
import { logProgram } from '../../src/inputs/log-program.ts';
import { defaultParams } from '../../src/inputs/run-folder.ts';
import type { ip_vs_dest } from '../../src/kernel/ipvs/ip_vs.ts';
import { services_walk } from '../../src/kernel/ipvs/services.ts';
import { proc_ip_vs, proc_ip_vs_conn } from '../../src/kernel/listing/proc.ts';
import { linux_2_6_32 } from '../../src/kernel/profiles/linux-2.6.32.ts';
import { linux_6_12 } from '../../src/kernel/profiles/linux-6.12.ts';
import type { LogLines } from '../../src/observed/log-lines.ts';
import { logLinesOf } from '../../src/testing/log-lines.ts';
import { Playback } from '../../src/trace/playback.ts';
import { LOG_LEVEL_EXCEPTIONS, LOG_TIMER_EXCEPTIONS } from './exceptions.ts';

/**
 * The observed kernel: every recorded log alone, without rules, captures or settings, against every listing that
 * the kernel gave. Entries, states and servers must be the kernel's; so must the counts of each server that the
 * log names.
 */
const ROOT = join(import.meta.dirname, '../recorded-runs');
const PROFILES = { 'linux-6.12': linux_6_12, 'linux-2.6.32': linux_2_6_32 } as const;

interface Shown {
  readonly epoch: number;
  readonly '/proc/net/ip_vs_conn': string;
  readonly '/proc/net/ip_vs'?: string;
}

/** Protocol, ends and state of each entry: `TCP AC100001 9C41 .. ESTABLISHED`. */
function entries(listing: string): string[] {
  const rows = listing
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  return rows.map((line) => line.trim().split(/\s+/).slice(0, 8).join(' ')).sort();
}

/** `TCP 0A000064:0050 C0A8010B:0050` -> active and inactive. */
function servers(listing: string): Map<string, string> {
  const found = new Map<string, string>();
  let service = '';
  for (const line of listing.split('\n').slice(3)) {
    const cells = line.trim().split(/\s+/);
    if (cells[0] === '->') found.set(`${service} ${cells[1]}`, `${cells[4]} ${cells[5]}`);
    else service = cells.slice(0, 2).join(' ');
  }
  return found;
}

describe.each(['linux-6.12', 'linux-2.6.32'] as const)('%s: the log alone gives the table', (kernel) => {
  it.each(readdirSync(join(ROOT, kernel)).sort())('%s', (run) => {
    const folder = join(ROOT, kernel, run);
    const { hz, boot_epoch: boot = 0 } = JSON.parse(runText(folder, 'run.json'));
    const profile = PROFILES[kernel];
    const log = logLinesOf(runText(folder, 'dmesg.txt'), profile);
    const params = { ...defaultParams(), profile, hz };
    const program = logProgram(log, { params, setup: [], commands: [], bootEpoch: null });
    const playback = new Playback(program);
    const snapshots: Record<string, Shown> = JSON.parse(runText(folder, 'snapshots.json'));
    for (const [label, shown] of Object.entries(snapshots)) {
      while (playback.step((shown.epoch - boot) * 1e9 + 1000));
      const { ipvs } = playback;
      expect(entries(proc_ip_vs_conn(ipvs)), label).toEqual(entries(shown['/proc/net/ip_vs_conn']));
      const known = servers(proc_ip_vs(ipvs));
      for (const [server, counts] of servers(shown['/proc/net/ip_vs'] ?? '')) {
        if (known.has(server)) expect(known.get(server), `${label}: ${server}`).toBe(counts);
      }
      const dests: ip_vs_dest[] = [...services_walk(ipvs)].flatMap(({ destinations }) => destinations);
      expect(
        dests.every(({ refcnt }) => refcnt > 0),
        label,
      ).toBe(true);
    }
    while (playback.step(Number.MAX_SAFE_INTEGER / 4));
  });
});

/** Entries with their remaining seconds. */
function remaining(listing: string): Map<string, number> {
  const rows = listing
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.trim().split(/\s+/));
  return new Map(rows.map((cells) => [cells.slice(0, 8).join(' '), Number(cells[8])]));
}

describe.each(['linux-6.12', 'linux-2.6.32'] as const)('%s: log and rules give the timers', (kernel) => {
  it.each(readdirSync(join(ROOT, kernel)).sort())('%s', (run) => {
    const folder = join(ROOT, kernel, run);
    const { boot_epoch: boot = 0 } = JSON.parse(runText(folder, 'run.json'));
    const { params, setup, inputs } = loadRun(folder).program;
    const log = logLinesOf(runText(folder, 'dmesg.txt'), params.profile);
    const commands = commandInputs(inputs);
    const playback = new Playback(logProgram(log, { params, setup, commands, bootEpoch: null }));
    const snapshots: Record<string, Shown> = JSON.parse(runText(folder, 'snapshots.json'));
    const off: string[] = [];
    for (const [label, shown] of Object.entries(snapshots)) {
      while (playback.step((shown.epoch - boot) * 1e9 + 1000));
      const found = remaining(proc_ip_vs_conn(playback.ipvs));
      for (const [entry, seconds] of remaining(shown['/proc/net/ip_vs_conn'])) {
        if (Math.abs((found.get(entry) ?? -9) - seconds) > 1) off.push(`${label}: ${entry}`);
      }
    }
    const { entries: allowed = 0 } = LOG_TIMER_EXCEPTIONS[run] ?? {};
    expect(off).toHaveLength(allowed);
  });
});

/** The log as a kernel with a lower debug_level would have written it. */
function atLevel(log: LogLines, level: number): LogLines {
  const kept = Array.from({ length: log.length }, (_, i) => i).filter((i) => {
    const line = log.parsed(i);
    return line !== null && line.message.level <= level;
  });
  return {
    length: kept.length,
    parsed: (i) => log.parsed(kept[i]),
    timeNs: (i) => log.timeNs(kept[i]),
    cpu: (i) => log.cpu(kept[i]),
  };
}

/** Protocol and ends, without the state. */
const ends = (rows: readonly string[]): string[] =>
  rows.map((row) => row.split(' ').slice(0, 7).join(' ')).sort();

describe.each([9, 7])('a log of debug_level %i gives the entries', (level) => {
  const runs = (['linux-6.12', 'linux-2.6.32'] as const).flatMap((kernel) =>
    readdirSync(join(ROOT, kernel)).map((run) => [kernel, run] as const),
  );
  it.each(runs)('%s %s', (kernel, run) => {
    const folder = join(ROOT, kernel, run);
    const { hz, boot_epoch: boot = 0 } = JSON.parse(runText(folder, 'run.json'));
    const profile = PROFILES[kernel];
    const log = atLevel(logLinesOf(runText(folder, 'dmesg.txt'), profile), level);
    const params = { ...defaultParams(), profile, hz };
    const playback = new Playback(logProgram(log, { params, setup: [], commands: [], bootEpoch: null }));
    const snapshots: Record<string, Shown> = JSON.parse(runText(folder, 'snapshots.json'));
    let agrees = true;
    for (const shown of Object.values(snapshots)) {
      while (playback.step((shown.epoch - boot) * 1e9 + 1000));
      const found = ends(entries(proc_ip_vs_conn(playback.ipvs)));
      if (found.join() !== ends(entries(shown['/proc/net/ip_vs_conn'])).join()) agrees = false;
    }
    expect(agrees).toBe((LOG_LEVEL_EXCEPTIONS[run]?.below ?? 0) <= level);
  });
});
