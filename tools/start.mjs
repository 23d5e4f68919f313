/** `npm start`: installs what is missing and serves the app for development. Words behind `--` go to vite. */
import { spawn } from 'node:child_process';
import { binary, ensurePackages, ROOT } from './install.mjs';

if (!ensurePackages()) process.exit(1);

const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const interactive = Boolean(process.stdout.isTTY && process.stdin.isTTY && !process.env.CI && hasScreen);
const args = [...(interactive ? ['--open'] : []), ...process.argv.slice(2)];

// Vite prints the address itself.
const vite = spawn(binary('vite'), args, {
  cwd: ROOT,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => vite.kill(signal));
vite.on('exit', (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
