import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import { recordedRun, type Snapshot } from '../support/recorded.ts';

/** A recorded kernel whose seed (0x04b310a9) is among the first hundred million. */
const EARLY = '0206-scheduler-sh';

/** The longest listing of a recorded run. */
function listing(
  run: string,
  name: keyof Snapshot | '/proc/net/ip_vs_conn' = '/proc/net/ip_vs_conn',
): string {
  const path = new URL(`../recorded-runs/linux-6.12/${run}/snapshots.json.gz`, import.meta.url);
  const snapshots: Record<string, Record<string, string>> = JSON.parse(
    gunzipSync(readFileSync(path)).toString('utf8'),
  );
  const [longest] = Object.values(snapshots)
    .map((snapshot) => snapshot[name])
    .sort((a, b) => b.length - a.length);
  return longest;
}

async function ask(app: App, text: string): Promise<void> {
  await app.show('Table');
  await app.page.getByRole('button', { name: 'Find the real buckets' }).click();
  await app.dialog.getByRole('textbox').fill(text);
}

const find = (app: App) => app.dialog.getByRole('button', { name: 'Find the seed' });

test.describe('the seed of the kernel', () => {
  test('is found from a pasted listing, and the case shows the buckets of that kernel', async ({ app }) => {
    const run = recordedRun(EARLY);
    await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf'));
    await expect(app.status).toContainText('seed 0x00000000 assumed');
    await ask(app, listing(EARLY, 'ipvsadm -Lnc'));
    await expect(app.dialog).toContainText('no second seed gives the same order');
    await find(app).click();
    await expect(app.dialog.getByRole('heading', { name: 'Found' })).toBeVisible({ timeout: 40_000 });
    await expect(app.dialog).toContainText('0x04b310a9');
    await expect(app.dialog).toContainText(/(\d+) of \1 entries in order/);
    await app.dialog.getByRole('button', { name: 'Use this seed' }).click();
    await expect(app.dialog).toHaveCount(0);
    await app.settled();
    await expect(app.status).toContainText('seed 0x04b310a9 from a listing');
    await app.press('End');
    await app.show('Table');
    await expect(app.page.locator('[data-panel-id=table]')).toContainText('found from a listing');
    expect(await app.aboutTheCase()).toContain('entries in order');
  });

  test('is searched with progress, also behind a closed dialog, until it is stopped', async ({ app }) => {
    // In the other order no seed explains it, so that the search never ends by itself before it is stopped.
    await ask(app, listing('0204-scheduler-sed').split('\n').reverse().join('\n'));
    await find(app).press('Enter');
    await expect(app.dialog.getByRole('progressbar')).toBeVisible();
    await expect(app.dialog).toContainText(/million a second on \d+ workers?, .+ left at most/);
    await app.page.keyboard.press('Escape');
    await expect(app.dialog).toHaveCount(0);
    const again = app.page.getByRole('button', { name: /Searching, \d+ %/ });
    await again.press('Enter');
    await app.dialog.getByRole('button', { name: 'Stop the search' }).click();
    await expect(app.dialog.getByRole('heading', { name: 'Stopped' })).toBeVisible();
    await expect(app.dialog).toContainText(/seeds tried in/);
    await expect(find(app)).toBeEnabled();
  });

  test('says what is missing: entries, and lines that are none', async ({ app }) => {
    const lines = listing(EARLY).split('\n');
    await ask(app, `${lines.slice(0, 6).join('\n')}\nhello\n`);
    await expect(app.dialog).toContainText('Only 5 of its entries can be used');
    await expect(app.dialog).toContainText('line 7: hello');
    await expect(find(app)).toBeDisabled();
    await app.dialog.getByRole('textbox').fill(lines.slice(0, 15).join('\n'));
    await expect(app.dialog).toContainText(/up to \d+ seeds may give the same order/);
    await expect(find(app)).toBeEnabled();
    await app.dialog.getByRole('combobox').selectOption('unknown');
    await expect(app.dialog).toContainText('13 sizes of the table');
  });
});
