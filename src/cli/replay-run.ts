import { commandInputs } from '../inputs/input-list.ts';
import { type RunFiles, type RunProgram, runProgram } from '../inputs/run-folder.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { jiffiesAt, uptimeOf } from '../kernel/lib/jiffies.ts';
import { LISTINGS } from '../kernel/listing/listings.ts';
import { state_conns, state_services, state_trash } from '../kernel/listing/state.ts';
import { machine_init } from '../kernel/machine.ts';
import { PacketStore } from '../packet/store.ts';
import { readCaptureBytes } from '../readers/capture.ts';
import { Playback } from '../trace/playback.ts';
import { type Findings, logFinding, noFindings, note, ReplayProbe } from './findings.ts';
import { foundRows } from './found.ts';
import { checkFolder, fileBytes, fileText, InputError, runBytes, runText } from './run-files.ts';

/** One moment of `snapshots.json`: its epoch, and texts or rows under their keys. */
export type Snapshot = Readonly<Record<string, unknown>>;

/** Whatever a recording may show, by its key. */
const SHOWN: Readonly<Record<string, (ipvs: netns_ipvs) => unknown>> = {
  ...LISTINGS,
  conns: state_conns,
  services: state_services,
  trash: state_trash,
};

/** The listings of the recording's keys, made by the model. */
function listings(ipvs: netns_ipvs, epoch: number, keys: readonly string[]): Snapshot {
  const made: Record<string, unknown> = { epoch };
  for (const key of keys) if (SHOWN[key]) made[key] = SHOWN[key](ipvs);
  return made;
}

export interface Replayed {
  readonly run: RunProgram;
  readonly dmesg: readonly string[];
  readonly snapshots: Readonly<Record<string, Snapshot>>;
  readonly findings: Findings;
}

function captureProgram(files: RunFiles, bytes: Uint8Array, path: string): RunProgram {
  const capture = readCaptureBytes(bytes);
  const fatal = capture.problems.find(({ severity }) => severity === 'error');
  if (fatal) throw new InputError(`${path}: ${fatal.message}`);
  const run = runProgram(files, capture.store);
  return { ...run, problems: [...capture.problems, ...run.problems] };
}

/** A capture of what went in, without what came out. */
const INPUTS = 'inputs.pcap';
/** Captures of a run folder, best first. */
const CAPTURES = ['any.pcap', INPUTS, 'client.pcap', 'server.pcap'];

/** Reads a run folder. @throws InputError when it or its capture cannot be used. */
export function loadRun(folder: string, captureName?: string): RunProgram {
  checkFolder(folder);
  const names = captureName ? [captureName] : CAPTURES;
  const name = names.find((one) => runBytes(folder, one));
  const bytes = name && runBytes(folder, name);
  if (!bytes)
    throw new InputError(`${folder} is no run folder: there is no ${names[0]} in it, packed or not.`);
  const files = {
    runJson: runText(folder, 'run.json'),
    rules: runText(folder, 'ipvsadm-rules.txt'),
    sysctl: runText(folder, 'sysctl.conf'),
    actions: runText(folder, 'actions.txt'),
    steps: runText(folder, 'steps.txt'),
    inputsOnly: name === INPUTS,
  };
  if (files.runJson === '') throw new InputError(`${folder} is no run folder: there is no run.json in it.`);
  return captureProgram(files, bytes, `${folder}/${name}`);
}

/** The replay of one program, moment by moment. */
class Player {
  readonly findings: Findings;
  readonly playback: Playback;
  private readonly probe: ReplayProbe;

  constructor(readonly run: RunProgram) {
    const ipvs = machine_init(run.program.params, run.program.setupNs);
    this.probe = new ReplayProbe(ipvs);
    if (run.logsSetup) ipvs.probe = this.probe;
    this.playback = new Playback(run.program, ipvs);
    ipvs.probe = this.probe;
    this.findings = noFindings();
    this.findings.assumptions.push(...run.assumptions);
    this.findings.problems.push(...run.problems);
    for (const text of this.playback.setupProblems) {
      const at = text.indexOf(': ');
      this.findings.commands.push({ uptime: null, command: text.slice(0, at), outcome: text.slice(at + 2) });
    }
  }

  get lines(): readonly string[] {
    return this.probe.lines;
  }

  /** Plays up to an uptime in nanoseconds. */
  to(untilNs: number): void {
    for (;;) {
      this.probe.begin();
      const event = this.playback.step(untilNs, () => this.probe.begin());
      if (!event) return;
      note(this.findings, event, this.probe);
    }
  }

  result(snapshots: Replayed['snapshots']): Replayed {
    this.findings.findings = foundRows(this.run.program);
    return { run: this.run, dmesg: this.lines, snapshots, findings: this.findings };
  }
}

/** Stamps of a log's first and last line in seconds of uptime; null = there are none. */
export function stampsOf(log: string): { first: number; last: number } | null {
  const stamps = [...log.matchAll(/^(?:<\d+>)?\[\s*(\d+\.\d+)\]/gm)];
  if (stamps.length === 0) return null;
  return { first: Number(stamps[0][1]), last: Number(stamps[stamps.length - 1][1]) };
}

function lastInput(run: RunProgram): number {
  return run.program.inputs.at(-1)?.timeNs ?? run.program.setupNs;
}

function readSnapshots(folder: string): Record<string, Snapshot> {
  try {
    return JSON.parse(runText(folder, 'snapshots.json') || '{}');
  } catch {
    throw new InputError(`${folder}/snapshots.json is not JSON. Copy the file again.`);
  }
}

/**
 * Replays a recorded run: the log that the model prints, and its listings at the recording's moments.
 * @throws InputError when the folder cannot be used
 */
export function replayRun(folder: string, captureName?: string): Replayed {
  const run = loadRun(folder, captureName);
  const wanted = readSnapshots(folder);
  const player = new Player(run);
  const boot = run.program.bootEpoch ?? 0;
  const moments = Object.entries(wanted).sort(([, a], [, b]) => Number(a.epoch) - Number(b.epoch));
  const snapshots: Record<string, Snapshot> = {};
  for (const [label, snapshot] of moments) {
    player.to(Math.round((Number(snapshot.epoch) - boot) * 1e6) * 1000);
    snapshots[label] = listings(player.playback.ipvs, Number(snapshot.epoch), Object.keys(snapshot));
  }
  const log = runText(folder, 'dmesg.txt');
  player.to(Math.max(lastInput(run), Math.round((stampsOf(log)?.last ?? 0) * 1e9)));
  if (log !== '') player.findings.log = logFinding(log.split('\n'), player.lines);
  return player.result(snapshots);
}

export interface OwnFiles {
  readonly capture: string;
  readonly rules: string;
  readonly sysctl: string | null;
  readonly actions: string | null;
  readonly log: string | null;
}

/**
 * How long the log went on behind the capture's last packet is not known, because its clock is not; the log is as long
 * as from its first to its last line, and its first line is the model's first.
 */
function endOf(player: Player, log: string): number {
  const stamps = stampsOf(log);
  const first = stampsOf(player.lines[0] ?? '');
  const { hz } = player.run.program.params;
  if (!stamps || !first) return lastInput(player.run);
  const end = first.first + stamps.last - stamps.first;
  return Math.max(lastInput(player.run), Math.round(uptimeOf(hz, jiffiesAt(hz, end * 1e9)) * 1e9));
}

/** Replays a user's own files; the listings are those of the end. @throws InputError when one cannot be used */
export function replayFiles(own: OwnFiles): Replayed {
  const bytes = fileBytes(own.capture, 'the capture');
  const files = {
    runJson: '',
    rules: fileText(own.rules, 'the rules file'),
    sysctl: fileText(own.sysctl, 'the settings file'),
    actions: fileText(own.actions, 'the actions file'),
  };
  const log = fileText(own.log, 'the log');
  const run = captureProgram(files, bytes, own.capture);
  const services = [...run.program.setup, ...commandInputs(run.program.inputs).map(({ command }) => command)];
  const isBackup = services.some((command) => command.op === 'start-daemon' && command.role === 'backup');
  if (!isBackup && !services.some(({ op }) => op === 'add-service')) {
    throw new InputError(
      `${own.rules}: there is no virtual service in it. Give the output of "ipvsadm -Sn".`,
    );
  }
  const player = new Player(run);
  player.to(lastInput(run));
  if (own.log !== null) {
    player.to(endOf(player, log));
    player.findings.log = logFinding(log.split('\n'), player.lines);
  }
  const epoch = (run.program.bootEpoch ?? 0) + player.playback.ipvs.now_ns / 1e9;
  return player.result({ end: listings(player.playback.ipvs, epoch, Object.keys(LISTINGS)) });
}

/** What is found in rules alone, without any packet. @throws InputError when there is no service in them */
export function lintFiles(own: Pick<OwnFiles, 'rules' | 'sysctl'>): Findings {
  const files = {
    runJson: '',
    rules: fileText(own.rules, 'the rules file'),
    sysctl: fileText(own.sysctl, 'the settings file'),
    actions: '',
  };
  const run = runProgram(files, new PacketStore());
  if (!run.program.setup.some(({ op }) => op === 'add-service')) {
    throw new InputError(
      `${own.rules}: there is no virtual service in it. Give the output of "ipvsadm -Sn".`,
    );
  }
  return new Player(run).result({}).findings;
}
