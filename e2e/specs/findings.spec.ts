import { expect, test } from '../fixtures.ts';
import { recordedRun } from '../support/recorded.ts';

test('lost sessions are told from the capture and the rules alone', async ({ app }) => {
  const run = recordedRun('0801-web-nat-wlc');
  await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt'));
  await expect(app.page.getByRole('tab', { name: /Findings/ })).toContainText(/[1-9]/);
  await app.press('7');
  await app.findings.choose('12 of 12 clients were sent to more than one server');
  await expect(app.findings.headline).toHaveText('172.16.0.1 was sent to 3 servers in 17 connections');
  await app.page.getByRole('tab', { name: 'What can be done' }).click();
  await expect(app.findings.remedies).toContainText('ipvsadm -E -t 10.0.0.100:80 -s wlc -p 360');
  await app.findings.listMoments();
  await app.findings.moments.first().click();
  await expect(app.readout).toContainText(/packet [1-9]\d* of 3,005/);
});

test('a finding leads by keyboard to its moments, and to its help', async ({ app }) => {
  await app.press('7');
  await expect(app.findings.headline).toHaveText(/172\.16\.0\.1 was sent to 3 servers/);
  await app.page.getByRole('listbox', { name: 'Findings' }).focus();
  await app.press('End');
  await app.press('Home');
  await app.page.getByRole('tab', { name: 'Connections by client' }).focus();
  await app.press('ArrowRight');
  await app.page.getByRole('listbox', { name: 'Moments' }).focus();
  await app.press('End');
  await expect(app.readout).toContainText(/packet 8\d of/);
  await app.page.getByRole('button', { name: 'Help: Session loss' }).click();
  await expect(app.dialog).toContainText('ip_vs_schedule');
});

test('a healthy case says what was looked for', async ({ app }) => {
  await app.openCase('The same under source hashing');
  await app.press('7');
  await expect(app.page.getByText('Checked, nothing found')).toBeVisible();
  await expect(app.findings.list.filter({ hasText: 'Session loss' })).toHaveCount(0);
});
