import { expect, test } from '../fixtures.ts';
import { recordedRun, textFile } from '../support/recorded.ts';

const LISTING = `lb1:~# ipvsadm -Lnc
IPVS connection entries
pro expire state       source             virtual            destination
TCP 14:32  ESTABLISHED 172.16.0.1:40001   10.0.0.100:80      192.168.1.11:80
TCP 00:20  FIN_WAIT    172.16.0.9:40002   10.0.0.100:80      192.168.1.12:80
TCP 05:00  NONE        172.16.0.1:0       10.0.0.100:80      192.168.1.11:80
`;

test('a pasted listing of entries fills the table, and time runs down', async ({ app }) => {
  await app.paste(LISTING);
  await expect(app.failure).toHaveCount(0);
  // Without packets the table is what there is to see.
  await app.table.listEntries();
  expect((await app.table.entryTexts()).sort()).toEqual([
    'TCP ESTABLISHED 172.16.0.1:40001 10.0.0.100:80 192.168.1.11:80',
    'TCP FIN_WAIT 172.16.0.9:40002 10.0.0.100:80 192.168.1.12:80',
    'TCP NONE 172.16.0.1:0 10.0.0.100:80 192.168.1.11:80',
  ]);
  await expect(app.table.entries.filter({ hasText: ':40001' })).toContainText(/87[12]\./);
  await app.show('Templates');
  await expect(app.templates.family('172.16.0.1:0')).toContainText('n_control 1');
  // The next expiry is FIN_WAIT's, 20 s and a slot of the wheel later.
  await app.press('e');
  await app.show('Table');
  await app.table.listEntries();
  expect((await app.table.entryTexts()).join()).not.toContain(':40002');
  await expect(app.table.entries.filter({ hasText: ':40001' })).toContainText(/85[012]\./);
  await app.press('C');
  expect(await app.table.entryTexts()).toHaveLength(3);
});

test('a listing made during a capture is held against the model', async ({ app }) => {
  const run = recordedRun('003-dr-wlc-persistent-360');
  await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt', 'run.json', 'actions.txt'));
  const { mid } = run.snapshots;
  const entry = /^TCP .*:41002 .*$/m.exec(mid['ipvsadm -Lnc'])?.[0] ?? '';
  const altered = mid['ipvsadm -Lnc'].replace(entry, entry.replace('FIN_WAIT ', 'TIME_WAIT'));
  const date = new Date(mid.epoch * 1000).toISOString();
  await app.drop(
    textFile('report.txt', `${date}\n# ipvsadm -Lnc\n${altered}# ipvsadm -Ln\n${mid['ipvsadm -Ln']}`),
  );
  await app.show('Evidence');
  await expect(app.evidence.part('ipvsadm -Ln,')).toContainText('Agrees in all 4 rows');
  const entries = app.evidence.part('ipvsadm -Lnc');
  await expect(entries).toContainText('172.16.0.1:41002 > 10.0.0.100:80');
  await expect(entries).toContainText('TIME_WAIT in the listing, FIN_WAIT in the model');
  await expect(app.evidence.differences).toHaveCount(1);
  await app.evidence.differences.first().click();
  await app.settled();
  expect(Math.abs((await app.timeline.time()) - run.uptime(mid.epoch))).toBeLessThan(3);
  // What it is used for and its time are set with the keyboard.
  await app.evidence.use('ipvsadm -Lnc').selectOption('only shown');
  await app.settled();
  await expect(app.evidence.differences).toHaveCount(0);
  await app.evidence.use('ipvsadm -Lnc').selectOption('held against the model');
  await app.evidence.time('ipvsadm -Lnc').fill('3');
  await app.evidence.time('ipvsadm -Lnc').press('Enter');
  await app.settled();
  await expect(entries).toContainText('the model has no such entry');
});

test('Evidence says what can be pasted', async ({ app }) => {
  await app.press('V');
  const panel = app.page.getByRole('region', { name: 'Evidence' });
  await expect(panel).toContainText('No listings yet');
  await expect(panel).toContainText('ipvsadm -Lnc');
  await panel.getByRole('button', { name: /Open or paste/ }).click();
  await expect(app.dialog.getByRole('textbox', { name: /Text to open/ })).toBeVisible();
});
