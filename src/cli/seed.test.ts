import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

function seed(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/cli/seed.ts', ...words],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('npm run seed', () => {
  it('prints the seed of a listing as a case names it', () => {
    const packed = readFileSync('e2e/recorded-runs/linux-2.6.32/095-soak-3-churn/snapshots.json.gz');
    const snapshots: Record<string, Record<string, string>> = JSON.parse(gunzipSync(packed).toString('utf8'));
    const folder = mkdtempSync(join(tmpdir(), 'seed-'));
    const file = join(folder, 'ip_vs_conn');
    writeFileSync(file, snapshots['dump-6']['/proc/net/ip_vs_conn']);
    const done = seed(file, '--profile', 'linux-2.6.32', '--threads', '1');
    rmSync(folder, { recursive: true });
    expect(done.stdout).toMatch(
      /^conn_rnd=0x00000001 netns_xor=0x000 conn_tab_bits=12 {3}(\d+) of \1 entries/,
    );
    expect(done.status).toBe(0);
  });

  it('says what is wrong in one line', () => {
    expect(seed()).toMatchObject({ status: 2, stderr: 'seed: one LISTING is needed. Try --help.\n' });
    expect(seed('/nowhere/listing')).toMatchObject({ status: 1, stdout: '' });
    expect(seed('/nowhere/listing').stderr).toMatch(/^seed: .*\/nowhere\/listing.*\n$/);
    expect(seed('package.json').stderr).toMatch(/^seed: There is no entry in it\..*\n$/);
  });
});
