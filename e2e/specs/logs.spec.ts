import { expect, test } from '../fixtures.ts';
import { type DroppedFile, entriesOf, recordedRun, textFile } from '../support/recorded.ts';

const PERSISTENT = '003-dr-wlc-persistent-360';
const run = recordedRun(PERSISTENT);
const lines = Buffer.from(run.file('dmesg.txt').bytes).toString('utf8').split('\n');

/** The log, the capture and the rules of the recorded run; the log may be another one. */
function whole(log: DroppedFile = run.file('dmesg.txt')): DroppedFile[] {
  const others = run.files('any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt', 'run.json');
  return [log, ...others.filter(({ bytes }) => bytes.length > 0)];
}

/** A lookup in the middle of the log, of another port than it was. */
const at = lines.findIndex((line, i) => i > 100 && /lookup\/in TCP 172\.16\.0\.1:410\d\d->/.test(line));
const altered = lines[at].replace(/:410\d\d->/, ':49999->');
const time = Number(/\[ *([\d.]+)\]/.exec(lines[at])?.[1]).toFixed(3);

test('a kernel log alone: the table has the entries that the kernel had', async ({ app }) => {
  await app.drop(run.file('dmesg.txt'));
  await expect(app.failure).toHaveCount(0);
  await expect(app.compare.side('Observed kernel (log)')).toBeChecked();
  await expect(app.page.getByText('From the log, no model runs.')).toBeVisible();
  await expect(app.packets.region).toContainText('length —');
  const [, snapshot] = Object.entries(run.snapshots)[1];
  await app.goToTime(run.uptime(snapshot.epoch));
  await app.show('Table');
  await expect(app.page.getByRole('region', { name: 'ip_vs_conn_tab' })).toContainText('seed not known');
  await expect(app.table.chain).toContainText("the bucket is not the kernel's own");
  await app.table.listEntries();
  const without = (text: string) => text.replace(/^(\S+) \S+ /, '$1 ');
  expect((await app.table.entryTexts()).map(without).sort()).toEqual(entriesOf(snapshot).map(without).sort());
  await app.show('Services');
  await expect(app.services.region).toContainText('it has no counters');
  await expect(app.services.region).toContainText('is not in the log');
});

test('log, capture and rules of a run: compared by itself, they agree', async ({ app }) => {
  await app.drop(...whole());
  await expect(app.compare.notice).toHaveText(/^agrees for \d+ messages$/);
  await app.compare.notice.getByRole('button').click();
  await expect(app.compare.result.getByRole('heading')).toHaveText(/^Agrees for \d+ messages$/);
  await expect(app.compare.result).toContainText('Log and capture are aligned');
  await expect(app.compare.differing).toHaveCount(0);
  await expect(app.compare.rows.first()).toHaveAccessibleName(/both: /);
});

test('an altered line is the difference, Enter goes there, the other side is offered', async ({ app }) => {
  await app.drop(...whole(textFile('dmesg.txt', lines.with(at, altered).join('\n'))));
  await expect(app.compare.notice).toHaveText(`differs first at ${time} s`);
  await app.press(']');
  await expect(app.compare.result.getByRole('heading')).toContainText(`differs first at ${time} s`);
  await expect(app.compare.differing).toHaveCount(1);
  await expect(app.compare.differing).toHaveAccessibleName(/172\.16\.0\.1:49999/);
  await expect(app.compare.line).toContainText('172.16.0.1:49999');
  expect((await app.timeline.time()).toFixed(3)).toBe(time);

  await app.compare.columns.focus();
  await app.press('Home', 'Enter');
  const first = await app.timeline.time();
  expect(first).toBeLessThan(Number(time));
  await app.compare.differences.first().click();
  await app.settled();
  expect((await app.timeline.time()).toFixed(3)).toBe(time);
  await app.compare.columns.focus();
  await app.press('Enter');
  await expect(app.compare.differing).toHaveAttribute('aria-current', 'step');

  await app.compare.line.getByRole('button', { name: 'Show it in the model' }).click();
  await app.settled();
  await expect(app.compare.side('Model')).toBeChecked();
  expect(Math.abs((await app.timeline.time()) - Number(time))).toBeLessThan(0.02);
  await expect(app.compare.differing).toHaveAttribute('aria-current', 'step');
});

test('switching sides keeps the moment, with mouse and keys', async ({ app }) => {
  await app.drop(...whole());
  await app.goToPacket(40);
  await app.press('s', 'S', 'S');
  const readout = await app.readout.textContent();
  const before = await app.timeline.time();
  await app.compare.show('Model');
  await expect(app.page.getByText('The model, fed with the capture.')).toBeVisible();
  expect(Math.abs((await app.timeline.time()) - before)).toBeLessThan(0.02);
  await app.press('v');
  await expect(app.compare.side('Observed kernel (log)')).toBeChecked();
  await expect(app.readout).toHaveText(readout ?? '');
  await app.press('M');
  await expect(app.compare.side('Model')).toBeChecked();
  await app.compare.side('Model').focus();
  await app.press('ArrowRight');
  await expect(app.compare.side('Observed kernel (log)')).toBeChecked();
  await expect(app.compare.side('Observed kernel (log)')).toBeFocused();
});

test('another kernel is put beside, shown, and taken away', async ({ app }) => {
  await app.press('8');
  await expect(app.page.getByRole('heading', { name: 'Nothing to compare with' })).toBeVisible();
  await app.page.getByLabel('Put another kernel beside').selectOption('linux-2.6.32');
  await app.settled();
  await expect(app.compare.result.getByRole('heading')).toHaveText(/differs first|Differs from the first/i);
  await expect(app.compare.differences.first()).toBeVisible();
  await app.compare.show('Beside');
  await expect(app.status).toContainText('linux-2.6.32');
  await app.page.getByRole('button', { name: 'Take away' }).click();
  await app.settled();
  await expect(app.compare.sides).toHaveCount(0);
  await expect(app.status).toContainText('linux-6.12');
});

test('unknown lines of a log can be looked at, and another kernel chosen for it', async ({ app }) => {
  const strange = lines.toSpliced(
    at,
    0,
    `[    ${lines[at].slice(5, 13)}] IPVS: a line that no kernel prints`,
  );
  await app.drop(textFile('dmesg.txt', strange.join('\n')));
  await app.press('i');
  await app.dialog.getByText('1 line looks like IPVS and is not known').click();
  await expect(app.dialog.getByText(`line ${at + 1}`, { exact: true })).toBeVisible();
  await expect(app.dialog).toContainText('a line that no kernel prints');
  await app.dialog.getByLabel('Kernel whose messages the log is read by').selectOption('linux-2.6.32');
  await app.settled();
  await expect(app.dialog).toContainText(/\d+ lines look like IPVS and are not known/);
  await app.press('Escape');
  await expect(app.status).toContainText('linux-2.6.32');
});

test('the log is moved against the capture by seconds', async ({ app }) => {
  await app.drop(...whole());
  await app.show('Compare');
  await app.compare.result.getByLabel('Move the log against the capture by').fill('1.5');
  await app.compare.result.getByRole('button', { name: 'Align' }).click();
  await app.settled();
  await expect(app.compare.result.getByLabel('Move the log against the capture by')).toHaveValue('1.5');
  await expect(app.compare.result.getByRole('heading')).toContainText(/ifers|differs/i);
});
