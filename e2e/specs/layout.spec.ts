import { expect, test } from '../fixtures.ts';
import { App } from '../pages/app.ts';
import { barriers } from '../support/axe.ts';

const ALL = 'Packets Path Objects / Timeline Kernel log';

test('a panel is hidden from its menu and shown again from the menu of panels', async ({ app }) => {
  expect(await app.layout.seen()).toBe(ALL);
  await app.layout.choose('Kernel log', 'Hide');
  expect(await app.layout.seen()).toBe('Packets Path Objects / Timeline');
  await app.layout.toggle('Kernel log');
  expect(await app.layout.seen()).toBe(ALL);
});

test('the palette hides and shows panels by their names', async ({ app }) => {
  const run = async (words: string) => {
    await app.press('Control+k');
    await app.page.keyboard.type(words);
    await app.press('Enter');
  };
  await run('hide the kernel log');
  expect(await app.layout.seen()).toBe('Packets Path Objects / Timeline');
  await run('hide the timeline');
  expect(await app.layout.seen()).toBe('Packets Path Objects');
  await run('show the kernel log again');
  expect(await app.layout.seen()).toBe('Packets Path Objects / Kernel log');
  await run('reset the layout');
  expect(await app.layout.seen()).toBe(ALL);
});

test('panels move by keys: into tabs of a place, out of them, and between the rows', async ({ app }) => {
  await app.layout.focus('Packets');
  await app.press('Control+Shift+ArrowRight');
  expect(await app.layout.seen()).toBe('Packets Objects / Timeline Kernel log');
  await app.layout.hasFocus('Packets');
  const tabs = app.page.getByRole('tablist', { name: /^Panels: / });
  await tabs.getByRole('tab', { name: 'Path' }).click();
  expect(await app.layout.seen()).toBe('Path Objects / Timeline Kernel log');
  await tabs.getByRole('tab', { name: 'Packets' }).click();
  await app.layout.focus('Packets');
  await app.press('Control+Shift+ArrowLeft');
  expect(await app.layout.seen()).toBe(ALL);
  await app.layout.focus('Kernel log');
  await app.press('Control+Shift+ArrowUp');
  expect(await app.layout.seen()).toBe('Packets Path Kernel log / Timeline');
  await app.layout.hasFocus('Kernel log');
  await app.press('Control+Shift+ArrowDown');
  expect(await app.layout.seen()).toBe(ALL);
});

test('in a field the same keys select words and move nothing', async ({ app }) => {
  const field = app.page.locator('[data-filter=packets]');
  await field.focus();
  await app.page.keyboard.type('entry hit');
  await app.press('Control+Shift+ArrowLeft');
  await expect(field).toBeFocused();
  expect(await app.page.evaluate(() => getSelection()?.toString())).toBe('hit');
  expect(await app.layout.seen()).toBe(ALL);
});

test('the last panel cannot be hidden', async ({ app }) => {
  for (const name of ['Packets', 'Objects', 'Timeline', 'Kernel log']) await app.layout.toggle(name);
  expect(await app.layout.seen()).toBe('Path');
  await app.press('h');
  await expect(app.layout.menu.getByRole('menuitemcheckbox', { name: 'Path' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await app.page.keyboard.press('Enter');
  await app.press('Escape');
  expect(await app.layout.seen()).toBe('Packets Path');
  await app.layout.reset();
  expect(await app.layout.seen()).toBe(ALL);
});

test('the focus goes to a panel that is there', async ({ app }) => {
  await app.layout.focus('Packets');
  await app.layout.choose('Packets', 'Hide');
  await app.layout.hasFocus('Path');
  await app.layout.focus('Kernel log');
  await app.layout.toggle('Kernel log');
  await expect(app.page.locator('[data-panel-id] :focus')).toHaveCount(1);
});

test('a layout is there again after the page was loaded anew', async ({ app }) => {
  await app.layout.toggle('Timeline');
  await app.layout.focus('Packets');
  await app.press('Control+Shift+ArrowRight');
  const seen = await app.layout.seen();
  await app.show('Table');
  await app.layout.toggle('Chain');
  await app.page.reload();
  await app.settled();
  expect(await app.layout.seen()).toBe(seen);
  await app.show('Table');
  await expect(app.table.chain).toHaveCount(0);
  await app.layout.reset();
  await expect(app.table.chain).toBeVisible();
  await app.show('Path');
  expect(await app.layout.seen()).toBe(seen);
});

test('an older or strange stored layout does not break the page', async ({ page }) => {
  await page.addInitScript(() => {
    const sizes = { 'path-columns': { packets: 20, path: 50, inspector: 30 }, 'path-rows': { gone: 7 } };
    const arrangement = { places: { left: ['ghost', 'log', 'log'], cellar: ['path'] }, hidden: [7, 'path'] };
    localStorage.setItem(
      'ipvscope.layout',
      JSON.stringify({ theme: 'dark', sizes, arrangement, hiddenPanes: 3 }),
    );
  });
  const app = new App(page);
  await app.open();
  expect(await app.layout.seen()).toBe('Kernel log Objects / Timeline');
  await app.layout.reset();
  expect(await app.layout.seen()).toBe(ALL);
});

test('the timeline under another view can be hidden, there only', async ({ app }) => {
  await app.show('Services');
  await app.layout.toggle('Timeline');
  await expect(app.layout.panel('Timeline')).toHaveCount(0);
  await app.show('Timers');
  await expect(app.layout.panel('Timeline')).toBeVisible();
  await app.show('Services');
  await expect(app.layout.panel('Timeline')).toHaveCount(0);
  await app.layout.toggle('Timeline');
  await expect(app.layout.panel('Timeline')).toBeVisible();
});

test('in a narrow window the objects are a sheet, unless they are hidden', async ({ app }) => {
  await app.page.setViewportSize({ width: 860, height: 700 });
  expect(await app.layout.seen()).toBe('Packets Path / Timeline Kernel log');
  const button = app.page.getByRole('button', { name: 'Objects', exact: true });
  await button.click();
  await expect(app.layout.panel('Objects')).toBeVisible();
  await app.press('Escape');
  await expect(app.layout.panel('Objects')).toHaveCount(0);
  await app.layout.toggle('Objects');
  await expect(button).toHaveCount(0);
});

test('views that have no room in the row are in a menu behind it', async ({ app }) => {
  await app.page.setViewportSize({ width: 480, height: 700 });
  const more = app.page.getByRole('button', { name: 'More views' });
  await more.focus();
  await app.press('Enter');
  await app.layout.menu.getByRole('menuitem', { name: 'Differences' }).click();
  await app.settled();
  await expect(app.page.getByRole('tab', { name: 'Differences' })).toHaveAttribute('aria-selected', 'true');
  const fits = () =>
    app.page.evaluate(() => {
      const row = document.querySelector('[role=tablist]')?.parentElement;
      return row ? row.scrollWidth - row.clientWidth : -1;
    });
  expect(await fits()).toBe(0);
  await app.page.setViewportSize({ width: 1280, height: 800 });
  await expect(more).toHaveCount(0);
  expect(await fits()).toBe(0);
});

test('the menu of a panel is opened, walked and left by keys', async ({ app }) => {
  const button = app.page.getByRole('button', { name: 'Panel Kernel log' });
  await button.focus();
  await app.press('Enter', 'ArrowDown', 'ArrowDown', 'ArrowUp');
  await expect(app.layout.menu.getByRole('menuitem', { name: 'Hide' })).toBeFocused();
  await app.press('Escape');
  await expect(button).toBeFocused();
  await app.press('Enter', 'm');
  await expect(app.layout.menu.getByRole('menuitem', { name: 'Move left' })).toBeFocused();
  await app.press('Home', 'Enter');
  const box = await app.layout.panel('Kernel log').boundingBox();
  expect(box?.width).toBe(1440);
  await app.press('Escape');
  expect(await app.layout.seen()).toBe(ALL);
});

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing in menus and tabs of panels in the ${theme} theme`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme: theme });
    await app.layout.focus('Packets');
    await app.press('Control+Shift+ArrowRight');
    await app.page.getByRole('button', { name: 'Panel Packets' }).click();
    expect(await barriers(app.page)).toEqual([]);
    await app.press('Escape', 'h');
    expect(await barriers(app.page)).toEqual([]);
  });
}
