import { type RunProgram, runProgram } from '../inputs/run-folder.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import {
  ipvsadm_Ln,
  ipvsadm_Ln_persistent,
  ipvsadm_Ln_stats,
  ipvsadm_Ln_thresholds,
  ipvsadm_Lnc,
} from '../kernel/listing/ipvsadm.ts';
import { proc_ip_vs, proc_ip_vs_conn, proc_ip_vs_stats } from '../kernel/listing/proc.ts';
import { state_conns, state_services, state_trash } from '../kernel/listing/state.ts';
import { machine_init } from '../kernel/machine.ts';
import { readCaptureBytes } from '../readers/capture.ts';
import { DmesgProbe } from '../trace/dmesg.ts';
import { Playback } from '../trace/playback.ts';
import { runBytes, runText } from './run-files.ts';

/** One moment of `snapshots.json`: its epoch, and texts or rows under their keys. */
export type Snapshot = Readonly<Record<string, unknown>>;

const LISTINGS: Readonly<Record<string, (ipvs: netns_ipvs) => unknown>> = {
  '/proc/net/ip_vs_conn': proc_ip_vs_conn,
  '/proc/net/ip_vs': proc_ip_vs,
  '/proc/net/ip_vs_stats': proc_ip_vs_stats,
  'ipvsadm -Ln': ipvsadm_Ln,
  'ipvsadm -Lnc': ipvsadm_Lnc,
  'ipvsadm -Ln --stats --exact': ipvsadm_Ln_stats,
  'ipvsadm -Ln --thresholds': ipvsadm_Ln_thresholds,
  'ipvsadm -Ln --persistent-conn': ipvsadm_Ln_persistent,
  conns: state_conns,
  services: state_services,
  trash: state_trash,
};

/** The listings of the recording's keys, made by the model. */
function listings(ipvs: netns_ipvs, wanted: Snapshot): Snapshot {
  const made: Record<string, unknown> = { epoch: wanted.epoch };
  for (const key of Object.keys(wanted)) if (LISTINGS[key]) made[key] = LISTINGS[key](ipvs);
  return made;
}

export interface Replayed {
  readonly run: RunProgram;
  readonly dmesg: readonly string[];
  readonly snapshots: Readonly<Record<string, Snapshot>>;
}

/** A capture of what went in, without what came out. */
const INPUTS = 'inputs.pcap';
const CAPTURES = ['any.pcap', INPUTS] as const;

/** Reads a run folder: `any.pcap` or `inputs.pcap`, unless a capture is named. @throws Error with one sentence when its capture cannot be used. */
export function loadRun(folder: string, captureName: string | null = null): RunProgram {
  const name = captureName ?? CAPTURES.find((known) => runBytes(folder, known)) ?? CAPTURES[0];
  const bytes = runBytes(folder, name);
  if (!bytes) throw new Error(`${folder}: there is no ${name}`);
  const capture = readCaptureBytes(bytes);
  const fatal = capture.problems.find(({ severity }) => severity === 'error');
  if (fatal) throw new Error(`${folder}/${name}: ${fatal.message}`);
  const files = {
    runJson: runText(folder, 'run.json'),
    rules: runText(folder, 'ipvsadm-rules.txt'),
    sysctl: runText(folder, 'sysctl.conf'),
    actions: runText(folder, 'actions.txt'),
    steps: runText(folder, 'steps.txt'),
    inputsOnly: name === INPUTS,
  };
  return runProgram(files, capture.store);
}

/** Stamp of the last line of a recorded log as uptime: how long the recording went on. 0 = no log. */
function lastStampNs(dmesg: string): number {
  const stamps = dmesg
    .trimEnd()
    .split('\n')
    .at(-1)
    ?.match(/^\[\s*(\d+\.\d+)\]/);
  return stamps ? Math.round(Number(stamps[1]) * 1e9) : 0;
}

function endOf(run: RunProgram, logEndNs: number): number {
  return Math.max(run.program.inputs.at(-1)?.timeNs ?? 0, logEndNs);
}

/** Replays a recorded run: the log that the model prints, and its listings at the recording's moments. */
export function replayRun(folder: string, captureName: string | null = null): Replayed {
  const run = loadRun(folder, captureName);
  const wanted: Record<string, Snapshot> = JSON.parse(runText(folder, 'snapshots.json') || '{}');
  const ipvs = machine_init(run.program.params, run.program.setupNs);
  const probe = new DmesgProbe(ipvs);
  if (run.logsSetup) ipvs.probe = probe;
  const playback = new Playback(run.program, ipvs);
  ipvs.probe = probe;
  const boot = run.program.bootEpoch ?? 0;
  const moments = Object.entries(wanted).sort(([, a], [, b]) => Number(a.epoch) - Number(b.epoch));
  const snapshots: Record<string, Snapshot> = {};
  for (const [label, snapshot] of moments) {
    const at = Math.round((Number(snapshot.epoch) - boot) * 1e6) * 1000;
    while (playback.step(at));
    snapshots[label] = listings(playback.ipvs, snapshot);
  }
  while (playback.step(endOf(run, lastStampNs(runText(folder, 'dmesg.txt')))));
  return { run, dmesg: probe.lines, snapshots };
}
