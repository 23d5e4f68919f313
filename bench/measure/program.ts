import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a program took: seconds, and bytes at its largest (null = the system does not tell). */
export interface Taken {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number | null;
}

const LOOK_MS = 20;

export function isInstalled(program: string): boolean {
  return spawnSync('bash', ['-c', 'command -v "$0"', program]).status === 0;
}

/** A line of /proc/<pid>/status in bytes; null = there is none. */
export function statusBytes(pid: number, name: 'VmHWM' | 'VmRSS'): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

function childOf(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]) || null;
  } catch {
    return null;
  }
}

/** Runs a program to its end; bash tells what it took, and its memory is looked at while it runs. */
export function run(program: string, args: readonly string[]): Promise<Taken> {
  const shell = spawn('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$0" "$@" 2>/dev/null', program, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  let told = '';
  let memory: number | null = null;
  shell.stderr.on('data', (text) => {
    told += text;
  });
  const timer = setInterval(() => {
    const child = shell.pid === undefined ? null : childOf(shell.pid);
    if (child !== null) memory = statusBytes(child, 'VmHWM') ?? memory;
  }, LOOK_MS);
  return new Promise((resolve, reject) => {
    shell.on('error', reject);
    shell.on('close', (code) => {
      clearInterval(timer);
      const [wall, user, system] = told.trim().split(/\s+/).slice(-3).map(Number);
      if (code === 0) resolve({ wall, cpu: user + system, memory });
      else reject(new Error(`${program} ended with code ${code}`));
    });
  });
}
