import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FoundSeed, SeedAnswer, SeedPlan } from '../engine/protocol/seed.ts';
import type { RangeResult, SeedRunner } from '../engine/seed/runner.ts';
import { seedPlan } from '../engine/seed/seed-plan.ts';
import { SeedSearch } from '../engine/seed/seed-search.ts';
import { PROFILE_NAMES, profile_named } from '../kernel/profiles/index.ts';
import { linux_6_12 } from '../kernel/profiles/linux-6.12.ts';

/** `npm run -s seed -- LISTING`: the hash seed of the kernel that printed a listing. */

const USAGE = `usage: npm run -s seed -- LISTING [--profile NAME] [--bits N|unknown] [--threads N]

Finds the seed of the connection hash, and the namespace's part of it, from the order of /proc/net/ip_vs_conn or
"ipvsadm -Lnc" (LISTING, or - for the standard input), and prints them as a case names them.

--profile  ${PROFILE_NAMES.join(' or ')} (default linux-6.12)
--bits     binary logarithm of the table's size (default: as the listing says, else 12); unknown = try all
--threads  how many processors search (default: all)

Exit codes: 0 found, 1 not found or not certain, 2 wrong usage.
`;

const OPTIONS = ['profile', 'bits', 'threads'] as const;
type Option = (typeof OPTIONS)[number];

interface Wanted {
  readonly listing: string;
  readonly given: Partial<Record<Option, string>>;
}

/** The words behind `seed`; text = what is wrong with them. */
function wantedOf(words: readonly string[]): Wanted | string {
  const given: Partial<Record<Option, string>> = {};
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const option = OPTIONS.find((name) => words[i] === `--${name}`);
    if (option) given[option] = words[++i] ?? '';
    else if (words[i].startsWith('--')) return `unknown option ${words[i]}`;
    else rest.push(words[i]);
  }
  if (rest.length !== 1) return 'one LISTING is needed';
  if (given.profile !== undefined && !profile_named(given.profile)) return `no profile "${given.profile}"`;
  const bits = given.bits ?? 'unknown';
  if (bits !== 'unknown' && !/^([89]|1\d|20)$/.test(bits)) return '--bits needs 8 to 20, or unknown';
  if (given.threads !== undefined && !/^[1-9]\d{0,2}$/.test(given.threads)) return '--threads needs a number';
  return { listing: rest[0], given };
}

/** A thread begins without the loader of TypeScript that this one has. */
const BOOT = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(require('node:worker_threads').workerData);
});`;

function threadRunner(): SeedRunner {
  const thread = new Worker(BOOT, {
    eval: true,
    workerData: new URL('./seed-thread.ts', import.meta.url).href,
  });
  return {
    use: (job) => thread.postMessage(job),
    run: (range) =>
      new Promise<RangeResult>((resolve, reject) => {
        thread.removeAllListeners();
        thread.once('message', resolve);
        thread.once('error', reject);
        thread.postMessage(range);
      }),
    close: () => void thread.terminate(),
  };
}

/** Text = why the listing cannot be read. */
function planOf({ listing, given }: Wanted): SeedPlan | string {
  let text: string;
  try {
    text = readFileSync(listing === '-' ? 0 : listing, 'utf8');
  } catch (thrown) {
    return `${listing} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
  const profile = profile_named(given.profile ?? '') ?? linux_6_12;
  const bits =
    given.bits === undefined ? 'listed' : given.bits === 'unknown' ? 'unknown' : Number(given.bits);
  return seedPlan({ text, bits }, { profile, conn_tab_bits: 12, conn_rnd: 0 });
}

const hex = (word: number, digits: number): string => `0x${word.toString(16).padStart(digits, '0')}`;

function line({ seed, xor, xorKnown, bits, inOrder, of }: FoundSeed): string {
  const known =
    xorKnown === 2 ** bits - 1 ? '' : ` (only the bits ${hex(xorKnown, 3)} of netns_xor are told)`;
  return `conn_rnd=${hex(seed, 8)} netns_xor=${hex(xor, 3)} conn_tab_bits=${bits}   ${inOrder} of ${of} entries in order${known}\n`;
}

function report(answer: SeedAnswer, plan: SeedPlan): void {
  for (const { why, count } of plan.leftOut) process.stderr.write(`left out: ${count} ${why}\n`);
  for (const found of answer.found) process.stdout.write(line(found));
  const effort = `${answer.tried} seeds tried in ${answer.seconds.toFixed(1)} s`;
  const said =
    answer.found.length === 0
      ? 'no seed of jhash explains this order'
      : answer.found.length === 1
        ? 'found'
        : `${answer.found.length} seeds explain this order, more entries tell which`;
  process.stderr.write(`${said}; ${effort}\n`);
}

/** @returns the exit code */
export async function main(words: readonly string[]): Promise<number> {
  const wanted = wantedOf(words);
  if (typeof wanted === 'string') {
    process.stderr.write(words.includes('--help') ? USAGE : `seed: ${wanted}. Try --help.\n`);
    return words.includes('--help') ? 0 : 2;
  }
  const plan = planOf(wanted);
  if (typeof plan === 'string' || plan.refusal) {
    process.stderr.write(`seed: ${typeof plan === 'string' ? plan : plan.refusal}\n`);
    return 1;
  }
  const threads = Number(wanted.given.threads ?? cpus().length);
  const answer = await new SeedSearch(plan, Array.from({ length: threads }, threadRunner)).start();
  report(answer, plan);
  return answer.found.length === 1 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
