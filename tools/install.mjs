/** Installs the packages of package-lock.json when they are missing or older than it. */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Stops with a clear line if Node is older than package.json asks for. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`ipvscope needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

function isCurrent() {
  const folder = join(ROOT, 'node_modules');
  // A linked folder is somebody's own arrangement: it is used as it is.
  if (existsSync(folder) && lstatSync(folder).isSymbolicLink()) return true;
  const installed = join(folder, '.package-lock.json');
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs
  );
}

function npm(...args) {
  const { status } = spawnSync('npm', args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status === 0;
}

/** True if the packages are there afterwards. */
export function ensurePackages() {
  requireNode();
  if (isCurrent()) return true;
  console.log('Installing packages (npm ci)');
  if (npm('ci', '--no-audit', '--no-fund')) return true;
  console.error('npm ci did not work; trying npm install');
  if (npm('install', '--no-save', '--no-audit', '--no-fund')) return true;
  console.error(
    'The packages could not be installed. Check the connection to the npm registry and try again.',
  );
  return false;
}

/** Path of a program that a package brings. */
export function binary(name) {
  return join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}
