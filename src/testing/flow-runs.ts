import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runProgram } from '../inputs/run-folder.ts';
import { readCaptureBytes } from '../readers/capture.ts';
import { Trace } from '../trace/trace.ts';

const ROOT = 'e2e/recorded-runs';

function bytesOf(folder: string, name: string): Uint8Array | null {
  const path = join(folder, name);
  if (existsSync(path)) return readFileSync(path);
  return existsSync(`${path}.gz`) ? gunzipSync(readFileSync(`${path}.gz`)) : null;
}

/** A recorded run of any kernel, played: from the capture of all interfaces, or of what was fed in. */
export function playedRun(kernel: string, run: string): Trace {
  const folder = join(ROOT, kernel, run);
  const text = (name: string): string => new TextDecoder().decode(bytesOf(folder, name) ?? new Uint8Array(0));
  const any = bytesOf(folder, 'any.pcap');
  const capture = any ?? bytesOf(folder, 'inputs.pcap') ?? new Uint8Array(0);
  const files = {
    runJson: text('run.json'),
    rules: text('ipvsadm-rules.txt'),
    sysctl: text('sysctl.conf'),
    actions: text('actions.txt'),
    steps: text('steps.txt'),
    inputsOnly: any === null,
  };
  const trace = new Trace(runProgram(files, readCaptureBytes(capture).store).program);
  trace.play();
  return trace;
}
