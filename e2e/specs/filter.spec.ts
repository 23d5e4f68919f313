import { expect, test } from '../fixtures.ts';
import { ExpressionField, Palette } from '../pages/search.ts';
import { barriers } from '../support/axe.ts';
import { recordedRun } from '../support/recorded.ts';

const EXAMPLE = 'ip.addr == 172.16.0.1 && tcp.flags.syn && ipvs.dest == 192.168.1.12';

/** Captured SYNs from a client that the kernel's own log says were bound to a server. */
function boundTo(dmesg: string, client: string, server: string): number {
  const bindings = dmesg.split('\n').filter((line) => line.includes('Bind-dest TCP'));
  return bindings.filter((line) => line.includes(`c:${client}:`) && line.includes(`d:${server}:`)).length;
}

test('the example leaves the SYNs that the kernel itself bound to the server', async ({ app }) => {
  const run = recordedRun('002-dr-wlc-session-loss');
  const dmesg = new TextDecoder().decode(run.file('dmesg.txt').bytes);
  const wanted = boundTo(dmesg, '172.16.0.1', '192.168.1.12');
  await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt', 'run.json'));
  await app.packets.filterBy(`${EXAMPLE} && ipvs.new`);
  expect(wanted).toBeGreaterThan(0);
  await expect(app.packets.rows).toHaveCount(wanted);
});

test('a filter of the first case gives the packets that rows with these words have', async ({ app }) => {
  await app.packets.filterBy(EXAMPLE);
  await expect(app.packets.region).toContainText('4 of 96');
  for (const text of await app.packets.rows.allTextContents())
    expect(text).toMatch(/172\.16\.0\.1:41\d{3}.*S.*\.12/);
  await app.packets.filterBy('ipvs.fn == ip_vs_conn_new');
  await expect(app.packets.region).toContainText('12 of 96');
  await app.packets.filterBy('ipvs.message contains "lookup/in TCP 172.16.0.1:41005->10.0.0.100:80 not hit"');
  await expect(app.packets.region).toContainText('1 of 96');
  await app.packets.choose('172.16.0.1:41005');
  expect((await app.at()).packet).toBe(41);
});

test('completion is taken with the keyboard', async ({ app }) => {
  const field = new ExpressionField(app.page, 'Filter packets');
  await app.press('/');
  await app.page.keyboard.type('ipvs.sta');
  await expect(field.choices).toHaveText([/^ipvs\.state/]);
  await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('Enter');
  await expect(field.input).toHaveValue('ipvs.state ');
  await app.page.keyboard.type('== SYN_R');
  expect(await field.offered()).toEqual(['SYN_RECV']);
  await app.page.keyboard.press('ArrowDown');
  await expect(field.chosen).toContainText('SYN_RECV');
  await app.page.keyboard.press('Tab');
  await expect(field.input).toHaveValue('ipvs.state == SYN_RECV');
  await app.press('Enter');
  await expect(app.packets.region).toContainText('12 of 96');
  await app.press('/');
  await app.page.keyboard.press('Control+Space');
  await expect(field.choices.first()).toBeVisible();
  await app.page.keyboard.press('Escape');
  await expect(field.choices).toHaveCount(0);
  await expect(field.input).toHaveValue('ipvs.state == SYN_RECV');
});

test('a wrong expression is marked at its place, said in a sentence, and keeps the list', async ({ app }) => {
  const field = new ExpressionField(app.page, 'Filter packets');
  await app.packets.filterBy('tcp.flags.syn');
  await expect(app.packets.region).toContainText('12 of 96');
  await app.press('/');
  await field.input.fill('ip.addr == 80 && tcp.flags.syn');
  await app.page.keyboard.press('Enter');
  await expect(field.input).toBeFocused();
  await expect(field.wrong).toHaveText('80');
  await expect(field.input).toHaveAttribute('aria-invalid', 'true');
  await app.page.keyboard.press('Escape');
  await app.press('/');
  await app.page.keyboard.type('tcp.prot == 80');
  await app.page.keyboard.press('Enter');
  await expect(field.problem).toHaveText('There is no field tcp.prot. tcp.port is near.');
  await expect(field.wrong).toHaveText('tcp.prot');
  await expect(app.packets.rows.first()).toBeVisible();
});

test('what was written before is found with Arrow up, also after a reload', async ({ app }) => {
  const field = new ExpressionField(app.page, 'Filter packets');
  await app.packets.filterBy('tcp.flags.syn');
  await app.packets.filterBy('ipvs.trouble');
  await app.page.reload();
  await app.settled();
  await app.press('/');
  await app.page.keyboard.press('ArrowUp');
  expect(await field.offered()).toEqual(['ipvs.trouble', 'tcp.flags.syn']);
  await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('Enter');
  await expect(field.input).toHaveValue('tcp.flags.syn');
  await app.press('Enter');
  await expect(app.packets.region).toContainText('12 of 96');
});

test('entries are filtered by their fields', async ({ app }) => {
  await app.goToPacket(30);
  await app.show('Table');
  await app.table.listEntries();
  const all = await app.table.entryTexts();
  const field = new ExpressionField(app.page, 'Filter entries');
  await field.input.fill('conn.dest == 192.168.1.11 || conn.state == ESTABLISHED');
  await app.press('Enter');
  const wanted = all.filter((text) => text.includes('192.168.1.11:80') || text.includes(' ESTABLISHED '));
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.length).toBeLessThan(all.length);
  await expect(app.table.entries).toHaveCount(wanted.length);
  expect(await app.table.entryTexts()).toEqual(wanted);
  await field.input.fill('conn.expires < 0');
  await app.press('Enter');
  await expect(app.page.getByText('No entry passes the filter')).toBeVisible();
});

test('the kernel log is filtered, and the cursor goes from match to match', async ({ app }) => {
  const field = new ExpressionField(app.page, 'Filter the kernel log');
  await field.input.fill('log.fn == ip_vs_bind_dest && log.text contains ":80"');
  await app.press('Enter');
  await expect(app.log.facts).toHaveText(/ of 12 lines/);
  await app.log.region.getByRole('button', { name: 'Go to the next line' }).click();
  await app.settled();
  expect((await app.at()).packet).toBe(9);
  await app.log.region.getByRole('button', { name: 'Go to the next line' }).click();
  await app.settled();
  expect((await app.at()).packet).toBe(17);
  await app.log.region.getByRole('button', { name: 'Go to the line before' }).click();
  await app.settled();
  expect((await app.at()).packet).toBe(9);
  await expect(app.log.region.locator('[aria-current=step]')).toContainText('Bind-dest');
});

test('the palette finds a function, an address, an entry, a bucket, a time and a line', async ({ app }) => {
  const palette = new Palette(app);
  await palette.find('ip_vs_conn_new');
  await palette.take(/next in packet 9/);
  expect((await app.at()).packet).toBe(9);
  await expect(app.path.now).toContainText('ip_vs_conn_new');
  await palette.find('172.16.0.1:41005');
  await palette.take(/made by packet 41/);
  expect((await app.at()).packet).toBe(41);
  await palette.find('192.168.1.10');
  await palette.take(/first packet of 192\.168\.1\.10/);
  expect((await app.at()).packet).toBe(17);
  await palette.find('192.168.1.11');
  await palette.take('Filter packets by');
  await expect(app.packets.region).toContainText('32 of 96');
  await palette.find('41003 not hit');
  await palette.take(/lookup\/in TCP 172\.16\.0\.1:41003/);
  expect((await app.at()).packet).toBe(25);
  await expect(app.log.region.locator('[aria-current=step]')).toContainText('lookup/in TCP 172.16.0.1:41003');
  await palette.find('13s');
  await palette.take('Go to 13 s of uptime');
  expect((await app.at()).packet).toBeGreaterThan(20);
  await palette.find('0xce2');
  await palette.take('Show bucket 0xce2');
  await expect(app.table.chain).toContainText('0xce2');
  await palette.find('192.168.1.11');
  await palette.take('List the entries of');
  await expect(app.page.getByRole('combobox', { name: 'Filter entries' })).toHaveValue(/192\.168\.1\.11/);
});

test('the help lists the fields of the filters', async ({ app }) => {
  const palette = new Palette(app);
  await palette.find('language of expressions');
  await palette.take('Filters: the language of expressions');
  await app.dialog.getByText(/^Packets, timers and commands: \d+ fields/).click();
  await expect(app.dialog.getByText('ipvs.branch', { exact: true })).toBeVisible();
});

for (const scheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the filter, its list and its problem, ${scheme}`, async ({ app }) => {
    test.slow();
    await app.page.emulateMedia({ colorScheme: scheme });
    const field = new ExpressionField(app.page, 'Filter packets');
    await app.press('/');
    await app.page.keyboard.type('ipvs.s');
    await app.page.keyboard.press('ArrowDown');
    expect(await barriers(app.page)).toEqual([]);
    await field.input.fill('tcp.prot == 80');
    await app.page.keyboard.press('Enter');
    await expect(field.problem).toBeVisible();
    expect(await barriers(app.page)).toEqual([]);
  });

  test(`axe finds nothing in the palette with results, ${scheme}`, async ({ app }) => {
    test.slow();
    await app.page.emulateMedia({ colorScheme: scheme });
    const palette = new Palette(app);
    await palette.find('172.16.0.1');
    await palette.result(/first packet of/).waitFor();
    expect(await barriers(app.page)).toEqual([]);
  });
}
