import { expect, test } from '../fixtures.ts';

test('time runs by itself, and stops when it is told to or a step is taken', async ({ app }) => {
  await app.press('C', 'p');
  await app.page.clock.install();
  await app.choosePace('0.1x');
  const { packet } = await app.at();
  await app.press('Space');
  await expect(app.page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await app.letRun(1000);
  await app.press('Space');
  const after = (await app.at()).packet;
  expect(after).toBeGreaterThan(packet);
  await app.letRun(2000);
  expect((await app.at()).packet).toBe(after);

  await app.choosePace('1 event/s');
  await app.page.getByRole('button', { name: 'Let time run' }).click();
  await app.letRun(2000);
  expect((await app.at()).packet).toBeGreaterThanOrEqual(after + 1);
  await app.press('P');
  const stepped = (await app.at()).packet;
  await app.letRun(1000);
  expect((await app.at()).packet).toBe(stepped);
});

test('the clock of the coming timers runs between packets', async ({ app }) => {
  await app.page.clock.install();
  await app.show('Timers');
  const left = () =>
    app.page.getByRole('listbox', { name: 'Coming timers' }).getByRole('option').first().textContent();
  const before = await left();
  await app.press('Space');
  await app.letRun(100);
  expect(await left()).not.toBe(before);
  await app.press('Escape');
});
