import { expect, test } from '../fixtures.ts';

test('the filter keeps the rows that have all words', async ({ app }) => {
  await app.packets.filterBy('41003 S');
  await expect(app.packets.region).toContainText('of 96');
  await app.packets.filterBy('scheduled');
  await expect(app.packets.region).toContainText('12 of 96');
  await expect(app.packets.rows).toHaveCount(12);
  await app.packets.choose('172.16.0.1:41005');
  expect((await app.at()).packet).toBe(41);
  await app.packets.filterBy('nothing like this');
  await expect(app.packets.region).toContainText('No packet has all these words');
  await app.page.getByRole('button', { name: 'Clear the filter' }).click();
  await app.settled();
  await expect(app.packets.filter).toHaveValue('');
  await expect(app.packets.now).toContainText('172.16.0.1:41005');
});

test('the slash goes to the filter, Enter to the list, arrows choose', async ({ app }) => {
  await app.press('/');
  await expect(app.packets.filter).toBeFocused();
  await app.page.keyboard.type('scheduled');
  await app.press('Enter', 'ArrowDown', 'ArrowDown');
  expect((await app.at()).packet).toBe(17);
  await app.press('/', 'Escape');
  await expect(app.packets.filter).toHaveValue('');
  await expect(app.packets.now).toContainText('172.16.0.1:41002');
});

test('timers and commands stand between the packets when wanted', async ({ app }) => {
  await app.packets.showTimersAndCommands();
  await app.press('End');
  await expect(app.packets.now).toContainText(/timer/);
  await app.packets.showTimersAndCommands();
  await expect(app.packets.now).toHaveCount(0);
});

test('the level of the kernel log leaves out what is above it', async ({ app }) => {
  const lines = async () => {
    const [text = '0 of 0 lines'] = await app.log.facts.allTextContents();
    return Number(/of ([\d,]+)/.exec(text)?.[1]);
  };
  const all = await lines();
  expect(all).toBeGreaterThan(250);
  const counts: number[] = [];
  for (const level of [8, 7, 6, 3]) {
    await app.log.setLevel(level);
    counts.push(await lines());
  }
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  expect(counts[0]).toBeLessThan(all);
  await app.log.setLevel(6);
  await expect(app.log.region).toContainText('WLC: server');
  await expect(app.log.region).not.toContainText('Bind-dest');
  await app.log.setLevel(0);
  await expect(app.log.region).toContainText('Nothing is printed at level 0');
  await app.log.setLevel(12);
  expect(await lines()).toBe(all);
});
