import { expect, test } from '../fixtures.ts';
import { barriers } from '../support/axe.ts';
import { recordedRun } from '../support/recorded.ts';

const large = recordedRun('0272-three-thousand-persistent');
const LARGE_FILES = large.files('any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'run.json');

/** A case with a table of 2^bits buckets and some clients. */
function caseOf(bits: number, clients: number): string {
  return [
    '# ipvscope case v1',
    `title A table of 2^${bits}`,
    `kernel linux-6.12 hz=250 conn_tab_bits=${bits} conn_rnd=0x1a0d4d1d`,
    'vip 10.0.0.100',
    'ipvsadm -A -t 10.0.0.100:80 -s rr',
    'ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1',
    'ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.12:80 -g -w 1',
    ...Array.from(
      { length: clients },
      (_, n) => `@${(n / 100).toFixed(3)} tcp 172.16.0.${n}:${41000 + n} > 10.0.0.100:80 S`,
    ),
    '',
  ].join('\n');
}

test.describe('three thousand clients in 4,096 buckets', () => {
  test.beforeEach(async ({ app }) => {
    await app.drop(...LARGE_FILES);
    await app.goToPacket(3000);
    await app.show('Table');
  });

  test('the wheel zooms around the bucket under the pointer, a drag takes it along', async ({ app }) => {
    const { table } = app;
    const at = await table.place(0.4, 0.45);
    const pointed = await table.pointAt(at);
    expect(pointed).toMatch(/^0x[0-9a-f]{3}/);
    await expect(table.minimap).toHaveCount(0);
    await table.zoomAt(at, 4);
    expect(await table.pointAt(at)).toBe(pointed);
    await table.zoomAt(at, 6);
    expect(await table.scale()).toBeGreaterThan(2);
    expect(await table.pointAt(at)).toBe(pointed);
    await expect(table.minimap).toBeVisible();
    const to = { x: at.x + 90, y: at.y - 60 };
    const bucket = await table.chain.textContent();
    await table.drag(at, to);
    expect(await table.pointAt(to)).toBe(pointed);
    expect(await table.chain.textContent(), 'a drag chooses no bucket').toBe(bucket);
    await app.press('z');
    expect(await table.scale()).toBe(1);
    expect(await table.pointAt(at)).toBe(pointed);
  });

  test('marks the buckets of a server, counted as the listings count', async ({ app }) => {
    const { table } = app;
    await table.mark('server 192.168.1.12');
    await expect(table.marked).toContainText('192.168.1.12 825 entries in 7');
    await table.showInCells('servers');
    for (const label of ['.10', '.11', '.12', '.13'])
      await expect(table.legend).toContainText(`${label} 825`);
    await table.marked.getByRole('button', { name: 'Clear' }).click();
    await app.settled();
    await expect(table.marked).toContainText('172.16.2.100 11 entries in 11 buckets');
    await expect(table.marked.getByRole('button')).toHaveCount(0);
    await app.press('H');
    await expect(table.marked).toContainText('192.168.1.10 825 entries');
    await app.press('H');
    await expect(table.marked).toContainText('172.16.2.100');
  });

  test('cells show states, ages, templates, servers, and what the event touched', async ({ app }) => {
    const { table } = app;
    await expect(table.legend).toContainText('empty 1,842');
    await expect(table.legend).toContainText('5 and more 5');
    await app.press('u');
    await expect(table.mode).toHaveValue('states');
    await expect(table.legend).toContainText('opening 3,000');
    await expect(table.legend).toContainText('NONE 300');
    await app.press('u');
    await expect(table.legend).toContainText('time since the oldest entry was made');
    await expect(table.legend).toContainText('1 to 10 s');
    await table.showInCells('templates');
    await expect(table.legend).toContainText('templates in the chain');
    await table.showInCells('event');
    await expect(table.legend).toContainText('an entry came or left 1');
    await app.press('U');
    await expect(table.mode).toHaveValue('servers');
  });

  test('a step at a time through a chain: the nodes compared so far, and the searches of the event', async ({
    app,
  }) => {
    const { table } = app;
    await app.show('Path');
    await app.packets.filterBy('172.16.2.37:');
    await app.packets.rows.last().click();
    await app.show('Table');
    await expect(table.searches).toHaveCount(3);
    await table.goToSearch('in lookup');
    await expect(table.search('in lookup')).toHaveAttribute('aria-current', 'step');
    await table.goToSearch('template lookup');
    await expect(table.search('template lookup')).toHaveAttribute('aria-current', 'step');
    // Five nodes hang there; the template is the oldest and stands last.
    await expect(table.nodes).toHaveCount(5);
    const node = (number: number) => table.nodes.nth(number - 1).locator('xpath=ancestor::li');
    await expect(table.nodeNow).toHaveCount(1);
    await expect(node(5)).toHaveAttribute('aria-current', 'step');
    await expect(table.nodes.last()).toHaveAccessibleName(/^Node 5: 172\.16\.2\.37:0, template.*hit$/);
    await expect(table.chain).toContainText('5 nodes visited, one equal in all fields.');
    await app.press('Shift+S');
    await expect(node(4)).toHaveAttribute('aria-current', 'step');
    await expect(table.chain).toContainText('The search is under way: 4 of 5 compared up to the cursor.');
    await app.press('Shift+S', 'Shift+S', 'Shift+S', 'Shift+S');
    await expect(table.nodeNow).toHaveCount(0);
    await expect(table.chain).toContainText('0 of 5 compared');
    await app.press('s');
    await expect(node(1)).toHaveAttribute('aria-current', 'step');
  });

  test('says whether the hash is fair, with the figures of ip_vs_status', async ({ app }) => {
    const { chain } = app.table;
    await expect(chain).toContainText('The hash is fair here. 1,381 pairs of entries share a bucket');
    await expect(chain).toContainText('Comparisons of a hit1.418 expected 1.403');
    await expect(chain.locator('[data-ip-vs-status]')).toContainText('Conn buckets len-1:\t1482 (65%)');
    await expect(chain).toContainText('linux-6.12 has no such file');
  });
});

test('every step of the hash ends in the bucket that the kernel walked', async ({ app }) => {
  const { table } = app;
  await app.goToPacket(20);
  await app.press('3');
  await table.lookUp('172.16.0.1:41000');
  await expect(table.rounds).toHaveCount(0);
  await table.unfoldTheHash();
  await expect(table.rounds).toContainText('ac 10 00 01');
  await expect(table.rounds).toContainText('c = (c ^ b) - rol(b, 24)');
  await expect(table.rounds).toContainText('result0x276fb902');
  await expect(table.rounds.locator('dd').last()).toHaveText('0xce2');
  await expect(table.nodes.first()).toHaveAccessibleName(/172\.16\.0\.1:41000/);
  await table.lookUp('udp [fd00::1]:53');
  await expect(table.rounds).toContainText('jhash(caddr, 16) in');
  await expect(table.rounds).toContainText('mixing round');
  const word = await table.rounds.locator('dd').last().textContent();
  await expect(table.chain).toContainText(`ip_vs_conn_tab[${word}]`);
  await table.lookUp('172.16.0.1 fwmark');
  await expect(table.chain).toContainText('of IP 172.16.0.1:0, looked up');
  await table.lookUp('call-id a84b4c@client');
  await expect(table.rounds).toContainText('jhash(pe_data, 13) in');
});

test('by keyboard alone: the map, the chain and what can be marked in it', async ({ app }) => {
  const { table } = app;
  await app.goToPacket(96);
  await app.press('3');
  await table.map.focus();
  await app.press('End');
  await expect(table.heard).toHaveText(/^0xfff/);
  await app.press('ArrowUp', 'ArrowLeft');
  await expect(table.heard).toHaveText(/^0xfbe/);
  await app.press('PageUp');
  await expect(table.heard).toHaveText(/^0x7be/);
  await app.press('Home');
  await expect(table.heard).toHaveText(/^0x000/);
  await app.press('+', '+', '+');
  expect(await table.scale()).toBeGreaterThan(3);
  await app.press('0');
  expect(await table.scale()).toBe(1);
  await table.lookUp('172.16.0.1:41000');
  await table.nodes.first().focus();
  await app.page.keyboard.press('Tab');
  await expect(app.page.getByRole('button', { name: 'Mark the entries of client 172.16.0.1' })).toBeFocused();
  await app.page.keyboard.press('Tab');
  await app.press('Enter');
  await expect(table.marked).toContainText('192.168.1.12 4 entries in 4 buckets');
});

test('a table of 256 buckets: large cells, long chains scroll by arrows', async ({ app }) => {
  await app.paste(caseOf(8, 200));
  await app.press('End');
  await app.goToPacket(200);
  await app.show('Table');
  const { table } = app;
  await expect(table.map).toHaveAccessibleName(/^Hash table of 256 buckets/);
  await expect(table.legend).not.toContainText('A cell is');
  await table.map.focus();
  await app.press('Home', '0');
  const longest = app.page.getByRole('row', { name: /long chain$/ }).first();
  await table.lookUp((await longest.getByRole('rowheader').textContent()) ?? '');
  const nodes = await table.nodes.count();
  expect(nodes).toBeGreaterThan(2);
  await table.nodes.first().focus();
  await app.page.keyboard.press('End');
  await expect(table.nodes.last()).toBeFocused();
  await expect(table.nodes.last()).toBeInViewport();
  await app.page.keyboard.press('ArrowLeft');
  await expect(table.nodes.nth(nodes - 2)).toBeFocused();
});

test('a table of a million buckets: cells of several until one looks closer', async ({ app }) => {
  await app.paste(caseOf(20, 200));
  await app.goToPacket(200);
  await app.show('Table');
  const { table } = app;
  await expect(table.map).toHaveAccessibleName(/^Hash table of 1048576 buckets/);
  await expect(table.legend).toContainText('A cell is 8 x 8 buckets and shows the longest chain.');
  await table.map.focus();
  await app.press('End');
  await expect(table.heard).toHaveText(/^0xfdff8|^0xfe3f8/);
  await expect(table.heard).toContainText('8 x 8 buckets');
  for (let n = 0; n < 10; n++) await app.press('+');
  await expect(table.heard).not.toContainText('buckets:');
  await expect(table.legend).not.toContainText('A cell is');
  await app.press('End');
  await expect(table.heard).toHaveText(/^0xfffff/);
  await app.press('Enter');
  await expect(table.chain).toContainText('0xfffff chosen by hand');
});

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test('axe finds nothing to complain about', async ({ app }) => {
      const { table } = app;
      await app.goToPacket(20);
      await app.show('Table');
      await table.lookUp('172.16.0.1:41000');
      await table.unfoldTheHash();
      expect(await barriers(app.page)).toEqual([]);
      await table.listEntries();
      expect(await barriers(app.page)).toEqual([]);
    });
  });
}
