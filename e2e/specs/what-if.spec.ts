import { expect, test } from '../fixtures.ts';
import { recordedRun } from '../support/recorded.ts';

test('what would have helped stands beside what was lost', async ({ app }) => {
  const run = recordedRun('0801-web-nat-wlc');
  await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt', 'run.json'));
  await app.press('7');
  await app.findings.choose('12 of 12 clients were sent to more than one server');
  const recorded = app.findings.alternative('as recorded');
  await expect(recorded).toContainText('12 of 12');
  await expect(recorded).toContainText('64');
  const sh = app.findings.alternative(/^sh\b/);
  await expect(sh).toContainText('0 of 12');
  await sh.click();
  await expect(app.findings.commands).toContainText('ipvsadm -E -t 10.0.0.100:80 -s sh');
});

test("changes of one's own are replayed, and both sides are stepped through", async ({ app }) => {
  await app.press('A');
  await app.dialog.getByRole('textbox', { name: /Commands/ }).fill('ipvsadm -E -t 10.0.0.100:80 -s nonsense');
  await expect(app.dialog).toContainText(/line 1.*nonsense/);
  await app.dialog.getByRole('textbox', { name: /Commands/ }).fill('ipvsadm -E -t 10.0.0.100:80 -s rr -p 60');
  await app.dialog.getByRole('textbox', { name: 'Name' }).fill('rr, a minute');
  await app.dialog.getByRole('button', { name: 'Replay' }).click();
  const row = app.findings.alternative('rr, a minute');
  await expect(row).toContainText('0 of 1');
  await expect(app.findings.commands).toContainText('-s rr -p 60');
  await app.page.getByRole('tab', { name: /^Changed/ }).click();
  await expect(app.findings.changed.first()).toBeVisible();
  await app.page.getByRole('button', { name: 'Both sides in step' }).click();
  await expect(app.page.getByRole('region', { name: 'Result of the comparison' })).toContainText(
    /differs first at/,
  );
  await app.press('v');
  await app.show('Path');
  await expect(app.packets.row('template made, rr').first()).toBeVisible();
});
