import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Program } from '../inputs/program.ts';
import { runProgram } from '../inputs/run-folder.ts';
import { readCaptureBytes } from '../readers/capture.ts';

const ROOT = 'e2e/recorded-runs/linux-6.12';

/** A file of a recorded run, unpacked; '' or no bytes = it is not there. */
export function recordedBytes(run: string, name: string): Uint8Array {
  const path = join(ROOT, run, name);
  if (existsSync(path)) return readFileSync(path);
  return existsSync(`${path}.gz`) ? gunzipSync(readFileSync(`${path}.gz`)) : new Uint8Array(0);
}

export function recordedText(run: string, name: string): string {
  return new TextDecoder().decode(recordedBytes(run, name));
}

/** A recorded run as a program, from the capture of all interfaces. */
export function recordedProgram(run: string): Program {
  const files = {
    runJson: recordedText(run, 'run.json'),
    rules: recordedText(run, 'ipvsadm-rules.txt'),
    sysctl: recordedText(run, 'sysctl.conf'),
    actions: recordedText(run, 'actions.txt'),
  };
  return runProgram(files, readCaptureBytes(recordedBytes(run, 'any.pcap')).store).program;
}
