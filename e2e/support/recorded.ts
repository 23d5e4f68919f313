import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const RUNS = new URL('../recorded-runs/linux-6.12/', import.meta.url);

/** A file as it is dropped on the window. */
export interface DroppedFile {
  name: string;
  bytes: Uint8Array;
}

/** A moment at which the recorded kernel was asked for its listings. */
export interface Snapshot {
  /** Seconds since the epoch. */
  epoch: number;
  'ipvsadm -Ln': string;
  'ipvsadm -Lnc': string;
  'ipvsadm -Ln --stats --exact': string;
}

export interface RecordedRun {
  about: string;
  /** Uptime in seconds of a wall clock. */
  uptime(epoch: number): number;
  snapshots: Readonly<Record<string, Snapshot>>;
  file(name: string): DroppedFile;
  files(...names: string[]): DroppedFile[];
}

/** One run of `e2e/recorded-runs`; files that are packed there can be asked for without `.gz`. */
export function recordedRun(name: string): RecordedRun {
  const folder = new URL(`${name}/`, RUNS);
  const read = (file: string): Buffer => readFileSync(fileURLToPath(new URL(file, folder)));
  const unpacked = (file: string): Buffer => gunzipSync(read(`${file}.gz`));
  const plain = new Set(['run.json', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt']);
  const file = (asked: string): DroppedFile => ({
    name: asked,
    bytes: plain.has(asked) || asked.endsWith('.gz') ? read(asked) : unpacked(asked),
  });
  const { about, boot_epoch } = JSON.parse(read('run.json').toString('utf8'));
  return {
    about,
    uptime: (epoch) => epoch - boot_epoch,
    snapshots: JSON.parse(unpacked('snapshots.json').toString('utf8')),
    file,
    files: (...names) => names.map(file),
  };
}

/** `TCP FIN_WAIT 172.16.0.1:41000 10.0.0.100:80 192.168.1.12:80` for every line of `ipvsadm -Lnc`. */
export function entriesOf(snapshot: Snapshot): string[] {
  return snapshot['ipvsadm -Lnc']
    .split('\n')
    .slice(2)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [protocol, , state, ...ends] = line.trim().split(/\s+/);
      return [protocol, state, ...ends].join(' ');
    });
}

/** `192.168.1.12:80 Route 1 0 0` (weight, active, inactive) for every server of `ipvsadm -Ln`, sorted. */
export function serversOf(snapshot: Snapshot): string[] {
  return rowsBehindArrow(snapshot['ipvsadm -Ln']);
}

/** `192.168.1.12:80 12 96 0 6720 0` for every server of `ipvsadm -Ln --stats --exact`, sorted. */
export function countersOf(snapshot: Snapshot): string[] {
  return rowsBehindArrow(snapshot['ipvsadm -Ln --stats --exact']);
}

function rowsBehindArrow(text: string): string[] {
  return [...text.matchAll(/^ {2}-> (\S+:\d+)\s+(.*?)\s*$/gm)]
    .map(([, server, figures]) => [server, ...figures.split(/\s+/)].join(' '))
    .sort();
}

/** A capture cut so that `packets` whole packets and half of the next are left. */
export function cutAfter(capture: Uint8Array, packets: number): Uint8Array {
  const view = new DataView(capture.buffer, capture.byteOffset, capture.byteLength);
  const little = [0xa1b2c3d4, 0xa1b23c4d].includes(view.getUint32(0, true));
  let at = 24;
  for (let packet = 0; packet < packets; packet++) at += 16 + view.getUint32(at + 8, little);
  return capture.slice(0, at + 16 + (view.getUint32(at + 8, little) >> 1));
}

/** Text as a file. */
export function textFile(name: string, text: string): DroppedFile {
  return { name, bytes: new TextEncoder().encode(text) };
}
