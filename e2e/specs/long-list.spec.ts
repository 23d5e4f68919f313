import { expect, test } from '../fixtures.ts';
import { LongList } from '../pages/long-list.ts';

const HUGE = 10_000_000;
const NOTCH = 120;

for (const rows of [100, HUGE])
  test(`a notch of the wheel moves by as many rows in a list of ${rows}`, async ({ page }) => {
    const long = new LongList(page);
    await long.open(rows);
    await long.drag(0.5);
    await expect.poll(() => long.first().then(({ row }) => row)).toBeGreaterThan(rows / 4);
    const before = await long.top();
    await long.wheel(NOTCH);
    await expect.poll(() => long.top()).toBe(before + NOTCH);
    await long.wheel(-NOTCH);
    await expect.poll(() => long.top()).toBe(before);
  });

test('a list of ten million rows is gone through from end to end', async ({ page }) => {
  const long = new LongList(page);
  await long.open(HUGE);
  const shown = (index: number) => expect(long.row(index)).toBeInViewport();
  await shown(0);

  await test.step('by keys', async () => {
    await long.list.focus();
    await page.keyboard.press('End');
    await shown(HUGE - 1);
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowUp');
    await shown(HUGE - 4);
    const page27 = Math.floor(600 / 22) - 1;
    await page.keyboard.press('PageUp');
    await shown(HUGE - 4 - page27);
    await page.keyboard.press('Home');
    await shown(0);
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowDown');
    await shown(30);
  });

  await test.step('by the scrollbar', async () => {
    for (const share of [0.25, 0.6]) {
      await long.drag(share);
      await expect
        .poll(() => long.first().then(({ row }) => Math.round((row / HUGE) * 100)))
        .toBe(share * 100);
    }
    await long.drag(1);
    await shown(HUGE - 1);
    await long.drag(0);
    await shown(0);
  });

  await test.step('from the middle by keys: the row under the cursor is always seen', async () => {
    await long.drag(0.5);
    await shown(HUGE / 2);
    await long.row(HUGE / 2).click();
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowDown');
    await shown(HUGE / 2 + 40);
    await page.keyboard.press('PageDown');
    await shown(HUGE / 2 + 40 + Math.floor(600 / 22) - 1);
  });
});

test('few rows are drawn, and no element is higher than browsers allow', async ({ page }) => {
  const long = new LongList(page);
  await long.open(HUGE);
  expect(await long.list.evaluate((list) => list.scrollHeight)).toBeLessThanOrEqual(15_000_000);
  for (const share of [0, 0.3, 1]) {
    await long.drag(share);
    await expect(long.list.getByRole('option').first()).toBeAttached();
    expect(await long.list.getByRole('option').count()).toBeLessThan(50);
  }
});
