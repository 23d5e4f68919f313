import { expect, test } from '../fixtures.ts';
import { barriers } from '../support/axe.ts';
import { recordedRun } from '../support/recorded.ts';

const FILES = ['any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt'] as const;

test('without a mark the view says how to make one, and a moment does not differ from itself', async ({
  app,
}) => {
  await app.show('Differences');
  await expect(app.differences.region).toContainText('No moment to compare with yet');
  await app.press('a');
  await expect(app.differences.region).toContainText('Nothing differs: A and B are the same moment');
  await app.press('p');
  await expect(app.differences.region).not.toContainText('Nothing differs');
});

test('a mark is made in any view, and what changed since then is named with who changed it', async ({
  app,
}) => {
  await app.goToPacket(1);
  await app.press('a');
  await app.goToPacket(9);
  await app.show('Differences');
  const made = app.differences.row(/^TCP 172\.16\.0\.1:41001 > 10\.0\.0\.100:80: only at B, SYN_RECV/);
  await expect(made).toBeVisible();
  await expect(
    app.differences.row(/41000 > 10\.0\.0\.100:80 state: SYN_RECV at A, FIN_WAIT at B/),
  ).toBeVisible();
  await expect(app.differences.moments).toContainText('8 packets');
  const changed = app.differences.row(/41000 > .* state: SYN_RECV at A/);
  await app.differences.whoChanged(changed);
  expect((await app.at()).packet).toBe(7);
  // The list stays: B is held where it was.
  await expect(app.differences.moments).toContainText('7.000 s, held');
  await expect(changed).toBeVisible();
  await app.show('Path');
  await expect(app.path.now).toContainText('state');
});

test('the two moments are swapped, and then swapped back', async ({ app }) => {
  await app.goToPacket(1);
  await app.press('a');
  await app.goToPacket(9);
  await app.press('9', '=');
  expect((await app.at()).packet).toBe(1);
  await expect(app.differences.row(/41001 > 10\.0\.0\.100:80: only at A/)).toBeVisible();
  await expect(app.differences.moments).toContainText('B is the earlier one');
  await app.press('=');
  expect((await app.at()).packet).toBe(9);
  await expect(app.differences.row(/41001 > 10\.0\.0\.100:80: only at B/)).toBeVisible();
});

test('what differs since the start, the previous packet, and the making of the entry', async ({ app }) => {
  await app.goToPacket(12);
  await app.show('Differences');
  await app.differences.since('the start');
  await expect(app.differences.moments).toContainText('Before the first event');
  await expect(app.differences.moments).toContainText('12 packets');
  await app.differences.since('the previous packet');
  await expect(app.differences.moments).toContainText('1 packet,');
  await app.differences.since('this entry was made');
  await expect(app.differences.moments).toContainText('Packet 9');
});

test('kinds and words leave the rest out', async ({ app }) => {
  await app.goToPacket(1);
  await app.press('a', 'End', '9');
  const all = await app.differences.texts();
  await app.differences.only('Real servers');
  const servers = await app.differences.texts();
  expect(servers.length).toBeLessThan(all.length);
  expect(servers.every((text) => /^(Real servers|192\.168\.1\.1\d:80)/.test(text))).toBe(true);
  await app.differences.filter('192.168.1.11 conns');
  await expect(app.differences.row(/192\.168\.1\.11:80 stats\.conns: 0 at A, 4 at B/)).toBeVisible();
  expect((await app.differences.texts()).some((text) => text.includes('1.12'))).toBe(false);
  await app.differences.filter('no such thing');
  await expect(app.differences.region).toContainText('No difference passes the filter');
  await app.page.getByRole('button', { name: 'Show all' }).click();
  await app.settled();
  expect(await app.differences.texts()).toEqual(all);
});

test('the listings of both moments stand side by side, as the recorded kernel printed them', async ({
  app,
}) => {
  const run = recordedRun('012-removed-dest-nodest-1');
  await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt', 'run.json'));
  const names = Object.keys(run.snapshots);
  const [first, last] = [run.snapshots[names[0]], run.snapshots[names[names.length - 1]]];
  await app.goToTime(run.uptime(first.epoch));
  await app.press('a');
  await app.goToTime(run.uptime(last.epoch));
  await app.show('Differences');
  await app.differences.lookAs('ipvsadm -Ln');
  await app.page.getByRole('button', { name: 'Show equal lines' }).click();
  await app.settled();
  const texts = await app.differences.texts();
  const at = (side: 'A' | 'B') =>
    texts
      .filter((text) => !text.startsWith(`only at ${side === 'A' ? 'B' : 'A'}`))
      .map((text) => {
        const both = /^at A: (.*), at B: (.*)$/.exec(text);
        return both ? both[side === 'A' ? 1 : 2] : text.replace(/^only at [AB]: /, '');
      });
  const rows = (text: string) => text.replace(/\n$/, '').split('\n').slice(3);
  expect(at('A').slice(3)).toEqual(rows(first['ipvsadm -Ln']));
  expect(at('B').slice(3)).toEqual(rows(last['ipvsadm -Ln']));
});

test('a moment of the log stands beside the same moment of the model', async ({ app }) => {
  const run = recordedRun('003-dr-wlc-persistent-360');
  await app.drop(...run.files(...FILES, 'run.json', 'dmesg.txt'));
  await app.compare.show('Model');
  await app.goToPacket(20);
  await app.show('Differences');
  await app.differences.since('on the observed kernel at this time');
  await expect(app.differences.moments).toContainText('Two sides');
  // The log tells of the same entries, servers and timers, and of no counters.
  await expect(app.differences.region).toContainText('Nothing differs');
  await expect(app.differences.region).toContainText('A log does not tell counters');
  await app.goToPacket(40);
  await expect(app.differences.row(/^TCP .* > .*: only at B/).first()).toBeVisible();
});

test('three thousand entries are listed, and one of them is found', async ({ app }) => {
  await app.drop(...recordedRun('0272-three-thousand-persistent').files(...FILES));
  await app.press('Home', 'a');
  await app.goToPacket(3000);
  await app.show('Differences');
  await expect(app.differences.kinds.filter({ hasText: 'Entries' })).toContainText('+3,000');
  await app.differences.list.focus();
  await app.press('End');
  await expect(app.differences.rows.last()).toBeVisible();
  expect(await app.differences.rows.count()).toBeLessThan(100);
  await app.differences.only('Entries');
  const some = (await app.differences.texts()).find((text) => text.includes('only at B')) ?? '';
  const [name] = /\d+\.\d+\.\d+\.\d+:\d+/.exec(some) ?? [''];
  await app.differences.filter(name);
  await expect(app.differences.row(some)).toBeVisible();
  await app.differences.lookAs('/proc/net/ip_vs_conn');
  await expect(app.differences.rows.first()).toBeVisible();
});

test('all of it works without a mouse', async ({ app }) => {
  await app.press('a', 'p', 'p', '9');
  await app.differences.list.focus();
  await app.press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
  const chosen = await app.differences.list.getAttribute('aria-activedescendant');
  await expect(app.page.locator(`[id="${chosen}"]`)).toHaveAttribute('aria-selected', 'true');
  await app.press('Enter');
  await expect(app.differences.moments).toContainText('held');
  await app.page.keyboard.press('Control+k');
  await app.page.keyboard.type('moment B follow');
  await app.press('Enter');
  await expect(app.differences.moments).toContainText('the cursor');
  await app.differences.kinds.first().focus();
  await app.press('ArrowRight');
  await expect(app.differences.kinds.nth(1)).toBeFocused();
  await expect(app.differences.kinds.nth(1)).toBeChecked();
});

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the ${theme} theme`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme: theme });
    const check = async () => expect(await barriers(app.page)).toEqual([]);
    await app.show('Differences');
    await check();
    await app.press('a', 'p', 'p', 'p', 'p', 'p');
    await check();
    await app.differences.lookAs('ipvsadm -Lnc');
    await check();
  });
}
