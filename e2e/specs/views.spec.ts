import { expect, test } from '../fixtures.ts';

test('the map of buckets is walked by arrows, Enter shows the chain', async ({ app }) => {
  await app.show('Table');
  await expect(app.table.nodes).toHaveCount(1);
  await expect(app.table.chain).toContainText('bucket 0xce2');
  await app.table.map.focus();
  await app.press('ArrowRight', 'Enter');
  await expect(app.table.chain).toContainText('0xce3 chosen by hand');
  await expect(app.table.chain).toContainText('Empty: no entry hashes here now.');
  await app.press('ArrowLeft', 'Enter');
  await expect(app.table.chain).toContainText('bucket 0xce2');
  await expect(app.table.nodes).toHaveCount(1);
  await app.page.getByRole('button', { name: "This event's bucket" }).click();
  await app.settled();
  await expect(app.table.chain).not.toContainText('chosen by hand');
});

test('a client is looked up: how it hashes, where it hangs', async ({ app }) => {
  await app.goToPacket(20);
  await app.press('l');
  await expect(app.table.lookUpField).toBeFocused();
  await app.table.lookUp('172.16.0.1:41000');
  await expect(app.table.chain).toContainText('jhash_3words');
  await expect(app.table.chain).toContainText('0x276fb902');
  await expect(app.table.nodes).toHaveAccessibleName(/172\.16\.0\.1:41000, FIN_WAIT, server 192\.168\.1\.12/);
  await app.table.lookUp('0x3a7');
  await expect(app.table.chain).toContainText('0x3a7 chosen by hand');
  await app.table.lookUp('0x1000');
  await expect(app.table.chain).toContainText('0x1000 is not a bucket: the last of 4,096 is 0xfff.');
  await app.table.lookUp('somewhere');
  await expect(app.table.chain).toContainText('somewhere is not an address and port');
  await expect(app.table.lookUpField).toHaveAttribute('aria-invalid', 'true');
});

test('entries are listed, sorted, filtered, and lead to their chain', async ({ app }) => {
  await app.goToPacket(96);
  await app.show('Table');
  await app.table.listEntries();
  await expect(app.table.entries).toHaveCount(12);
  await app.page.getByRole('button', { name: 'Source' }).click();
  await app.settled();
  const sources = (await app.table.entryTexts()).map((text) => text.split(' ')[2]);
  expect(sources).toEqual(Array.from({ length: 12 }, (_, i) => `172.16.0.1:${41000 + i}`));
  await app.page.getByRole('combobox', { name: 'Filter entries' }).fill('192.168.1.10');
  await expect(app.table.entries).toHaveCount(4);
  await app.table.entries.first().click();
  await app.settled();
  await expect(app.table.chain).toContainText('172.16.0.1');
  await expect(app.table.nodes).toHaveCount(1);
});

test('a template shows its timer, what it holds and why it is there', async ({ app }) => {
  await app.openCase('The same with -p 360');
  await app.goToPacket(96);
  await app.show('Templates');
  await expect(app.templates.family('172.16.0.1:0')).toContainText('n_control 12');
  await expect(app.templates.families).toHaveCount(13);
  await expect(app.templates.family('172.16.0.1:0')).toContainText('422.88');
  await expect(app.page.getByText('Why it is still here.')).toBeVisible();
  await app.goToPacket(20);
  await expect(app.templates.family('172.16.0.1:0')).toContainText('n_control 3');
  await expect(app.templates.biography.first()).toContainText('made and armed for 360 s');
  await app.templates.biography.first().click();
  await app.settled();
  expect(await app.timeline.time()).toBeCloseTo(4);
  await expect(app.templates.family('172.16.0.1:0')).toContainText('381.92');
});

test('the timer of a template stands in the wheel, rounded up', async ({ app }) => {
  await app.openCase('The same with -p 360');
  await app.show('Timers');
  await expect(app.timers.rows).toHaveCount(2);
  await app.timers.choose('172.16.0.1:0');
  await expect(app.timers.wheel).toContainText('172.16.0.1:0 was armed for 360.00 s');
  await expect(app.timers.wheel).toContainText('at 381.92, 17.92 s late');
  await app.press('e');
  await expect(app.timers.row('172.16.0.1:0')).toBeVisible();
});

test('services show the figures of the moment', async ({ app }) => {
  await app.show('Services');
  await expect(app.services.service('TCP 10.0.0.100:80 wlc')).toBeVisible();
  expect(await app.services.servers('ActiveConn', 'InActConn', 'Conns')).toEqual([
    '192.168.1.10:80 0 0 0',
    '192.168.1.11:80 0 0 0',
    '192.168.1.12:80 1 0 1',
  ]);
  await app.goToPacket(7);
  expect(await app.services.servers('ActiveConn', 'InActConn', 'InPkts')).toContain('192.168.1.12:80 0 1 7');
  // Not End: the row of views has the focus, and there End is its last tab.
  await app.press('c');
  expect(await app.services.servers('ActiveConn', 'InActConn', 'Conns')).toEqual([
    '192.168.1.10:80 0 0 4',
    '192.168.1.11:80 0 0 4',
    '192.168.1.12:80 0 0 4',
  ]);
});

test('the figures of a view follow every step', async ({ app }) => {
  await app.path.goToStep('tcp_state_transition');
  await app.press('s', 's', 's');
  await expect(app.path.now).toContainText('dest->activeconns');
  await app.show('Services');
  const active = async () => (await app.services.servers('ActiveConn'))[2];
  expect(await active()).toBe('192.168.1.12:80 1');
  await app.press('Shift+S');
  expect(await active()).toBe('192.168.1.12:80 0');
  await app.press('s');
  expect(await active()).toBe('192.168.1.12:80 1');
});
