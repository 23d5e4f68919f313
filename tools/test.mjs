/**
 * `npm test`: everything that must hold, in the order in which a failure is cheapest to learn. Each step is an npm
 * script of its own. All steps run, whatever fails; the last line counts the checks. Words behind `--` choose steps.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensurePackages, ROOT } from './install.mjs';

/** How a step's own tests are counted; without, the step counts as one. */
const COUNTERS = {
  vitest: {
    args: (file) => ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    env: () => ({}),
    count: ({ numPassedTests, numFailedTests }) => [numPassedTests, numFailedTests],
  },
  playwright: {
    args: () => ['--reporter=list,json'],
    env: (file) => ({ PLAYWRIGHT_JSON_OUTPUT_NAME: file }),
    count: ({ stats }) => [stats.expected, stats.unexpected + stats.flaky],
  },
};

const STEPS = [
  { name: 'types' },
  { name: 'lint' },
  { name: 'arch' },
  { name: 'unit', counter: COUNTERS.vitest },
  { name: 'conformance', counter: COUNTERS.vitest },
  { name: 'build' },
  { name: 'e2e', counter: COUNTERS.playwright, needsBrowser: true },
];

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** Runs an npm script and waits for it; true = exit code 0. */
function runScript(name, args, env) {
  const words = ['run', '--silent', name, ...(args.length > 0 ? ['--', ...args] : [])];
  const options = {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  };
  return new Promise((done) => {
    const child = spawn('npm', words, options);
    child.on('error', () => done(false));
    child.on('exit', (code) => done(code === 0));
  });
}

/** [passed, failed] of a step. A step that failed counts at least one failure, whatever its report says. */
function countChecks(step, ok, file) {
  let counts = [0, 0];
  try {
    if (step.counter) counts = step.counter.count(JSON.parse(readFileSync(file, 'utf8')));
    else counts = ok ? [1, 0] : [0, 1];
  } catch {
    // No report was written: the exit code alone counts.
    counts = ok ? [1, 0] : [0, 1];
  }
  return ok ? counts : [counts[0], Math.max(1, counts[1])];
}

async function runStep(step, folder) {
  const start = performance.now();
  console.log(`\n== ${step.name} (${new Date().toLocaleTimeString('en-GB')})`);
  const file = join(folder, `${step.name}.json`);
  let ok = true;
  try {
    const env = { ...step.counter?.env(file) };
    if (step.needsBrowser) env.CHROMIUM = await ensureChromium();
    ok = await runScript(step.name, step.counter?.args(file) ?? [], env);
  } catch (error) {
    console.error(error.message);
    ok = false;
  }
  const [passed, failed] = countChecks(step, ok, file);
  const line = `${ok ? 'ok    ' : 'FAILED'} ${step.name.padEnd(12)} ${seconds(start).padStart(8)}`;
  console.log(`-- ${line}`);
  return { line, passed, failed, ok };
}

function chosenSteps() {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !STEPS.some((step) => step.name === name));
  if (unknown) {
    console.error(`"${unknown}" is no step: expected ${STEPS.map(({ name }) => name).join(', ')}.`);
    process.exit(2);
  }
  return names.length > 0 ? STEPS.filter(({ name }) => names.includes(name)) : STEPS;
}

async function main() {
  const steps = chosenSteps();
  const start = performance.now();
  if (!ensurePackages()) return 1;
  const folder = mkdtempSync(join(tmpdir(), 'ipvscope-test-'));
  const results = [];
  for (const step of steps) results.push(await runStep(step, folder));
  rmSync(folder, { recursive: true, force: true });
  console.log(`\n== summary (${seconds(start)})`);
  for (const { line } of results) console.log(line);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return results.every(({ ok }) => ok) ? 0 : 1;
}

process.exitCode = await main();
