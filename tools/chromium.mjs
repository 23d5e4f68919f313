/**
 * Finds a Chromium for the browser tests, or gets one. As a program it prints the path:
 * `node tools/chromium.mjs [--install]`.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { binary, ROOT } from './install.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ELSEWHERE = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Some systems put a script there that only tells how to install the browser. */
function runs(path) {
  if (!isProgram(path)) return false;
  if (process.platform === 'win32') return true;
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 && /\d+\.\d+/.test(stdout);
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** The browser that Playwright downloaded, if it did. */
async function ofPlaywright() {
  try {
    const { chromium } = await import('@playwright/test');
    const path = chromium.executablePath();
    return path && existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** Path of a Chromium on this machine, or null. A bad CHROMIUM is an error: it was meant. */
export async function findChromium() {
  const wanted = process.env.CHROMIUM;
  if (wanted) {
    if (runs(wanted)) return wanted;
    throw new Error(`CHROMIUM is "${wanted}", which does not run as a browser: correct or unset it.`);
  }
  return [...onPath(), ...ELSEWHERE].find(runs) ?? (await ofPlaywright());
}

function run(command, ...args) {
  console.error(`> ${command} ${args.join(' ')}`);
  const options = { cwd: ROOT, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' };
  return spawnSync(command, args, options).status === 0;
}

function installWithApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return false;
  return run('apt-get', 'update') && run('apt-get', 'install', '-y', '--no-install-recommends', 'chromium');
}

/** Path of a Chromium, which is installed if there is none. Throws with what to do if that fails. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found) return found;
  console.error('No Chromium was found; getting one.');
  if (installWithApt()) {
    const installed = await findChromium();
    if (installed) return installed;
  }
  run(binary('playwright'), 'install', 'chromium');
  const downloaded = await findChromium();
  if (downloaded) return downloaded;
  throw new Error(
    'The browser tests need a Chromium and none could be installed. Install Chromium or Google Chrome, ' +
      'or set CHROMIUM to the path of one.',
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const path = process.argv.includes('--install') ? await ensureChromium() : await findChromium();
    console.log(path ?? 'none');
    process.exitCode = path ? 0 : 1;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
