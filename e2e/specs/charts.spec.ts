import { expect, test } from '../fixtures.ts';
import { barriers } from '../support/axe.ts';
import { recordedRun } from '../support/recorded.ts';

test('a drag in one chart zooms all charts and the timeline, 0 shows all again', async ({ app }) => {
  await app.show('Services');
  const whole = await app.services.chartRange('Connections per server');
  await app.services.dragInChart('Connections per server', 0.25, 0.5);
  const zoomed = await app.services.chartRange('Connections per server');
  const length = (range: { from: number; to: number }) => range.to - range.from;
  expect(length(zoomed) / length(whole)).toBeCloseTo(0.25, 1);
  expect(await app.services.chartRange('Packets')).toEqual(zoomed);
  await app.press('0');
  expect(await app.services.chartRange('Packets')).toEqual(whole);
});

test('a chart is read and used by keys: the mark says what is there, Enter goes there', async ({ app }) => {
  await app.show('Services');
  const chart = app.services.chart('Connections per server');
  await chart.focus();
  await app.press('End', 'ArrowLeft', 'ArrowLeft');
  const said = (await chart.getAttribute('aria-valuetext')) ?? '';
  expect(said).toMatch(/^\d+\.\d{3} s: \.10 \d+, \.11 \d+, \.12 \d+$/);
  await app.press('Enter');
  const marked = Number(said.split(' ')[0]);
  const facts = (await app.services.region.textContent()) ?? '';
  expect(Number(/at (\d+\.\d{3}) s/.exec(facts)?.[1])).toBeLessThanOrEqual(marked);
  await app.page.getByRole('button', { name: 'Table', exact: true }).first().click();
  await expect(app.page.getByRole('region', { name: 'Connections per server, as a table' })).toBeVisible();
});

test('drops are counted by their reason', async ({ app }) => {
  const run = recordedRun('0233-no-destination');
  await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt'));
  await app.show('Services');
  const dropped = await app.services.sumOfChart('Drops', 'no destination');
  await app.show('Path');
  await app.packets.filterBy('ipvs.verdict == NF_DROP');
  expect(dropped).toBeGreaterThan(0);
  expect(await app.packets.rows.count()).toBe(dropped);
});

for (const theme of ['dark', 'light'] as const)
  test(`the charts have no barriers, ${theme}`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme: theme });
    await app.show('Services');
    await app.page.getByRole('button', { name: 'Table', exact: true }).first().click();
    expect(await barriers(app.page)).toEqual([]);
  });
