import { expect, test } from '../fixtures.ts';

test('a case is chosen, stepped through and looked at without a mouse', async ({ app }) => {
  await app.press('b');
  await expect(app.dialog).toBeVisible();
  await expect(app.page.getByRole('button', { name: /^Session loss under wlc/ }).last()).toBeFocused();
  await app.press('Tab', 'Enter');
  await expect(app.dialog).toHaveCount(0);
  await expect(app.caseButton).toContainText('The same with -p 360');
  await app.press('p', 'n', 's', 'f');
  expect((await app.at()).packet).toBeGreaterThanOrEqual(2);
  const views = ['Path', 'Flow', 'Table', 'Templates', 'Timers', 'Services'];
  for (const [at, view] of views.entries()) {
    await app.press(String(at + 1));
    await expect(app.page.getByRole('tab', { name: view, exact: true })).toHaveAttribute(
      'aria-selected',
      'true',
    );
  }
});

test('tabs, the tree and the splitters work with arrows', async ({ app }) => {
  await app.page.getByRole('tab', { name: 'Path', exact: true }).focus();
  await app.press('ArrowRight');
  await expect(app.page.getByRole('tab', { name: 'Flow', exact: true })).toBeFocused();
  await app.press('1');
  await app.path.tree.focus();
  const { step } = await app.at();
  await app.press('ArrowUp', 'ArrowUp', 'Enter');
  expect((await app.at()).step).toBeLessThan(step);
  const splitter = app.page.getByRole('separator', { name: 'Resize packets and path' });
  const width = async () => (await app.packets.region.boundingBox())?.width ?? 0;
  const before = await width();
  await splitter.focus();
  await app.press('ArrowRight', 'ArrowRight');
  expect(await width()).toBeGreaterThan(before);
});

test('help shows the keys and Esc closes it', async ({ app }) => {
  await app.press('?');
  await expect(app.dialog).toContainText('Step into');
  await expect(app.dialog).toContainText('Next packet with trouble');
  await app.press('s');
  expect((await app.at()).packet).toBe(1);
  await app.press('Escape');
  await expect(app.dialog).toHaveCount(0);
});

test('the palette finds a command, a packet and a function', async ({ app }) => {
  const find = async (words: string) => {
    await app.press('Control+k');
    await expect(app.page.getByRole('combobox', { name: 'Find or run' })).toBeFocused();
    await app.page.keyboard.type(words);
  };
  await find('show timers');
  await app.press('Enter');
  await expect(app.page.getByRole('tab', { name: 'Timers' })).toHaveAttribute('aria-selected', 'true');
  await find('17.30');
  await app.press('Enter');
  expect(await app.at()).toMatchObject({ packet: 17, step: 30 });
  await find('ip_vs_bind_dest');
  await app.press('Enter');
  await expect(app.path.now).toContainText('ip_vs_bind_dest');
  await find('500');
  await expect(app.dialog).toContainText('There is no packet 500; the last is 96');
  await app.press('Escape');
  await expect(app.dialog).toHaveCount(0);
  await find('no such thing');
  await expect(app.dialog).toContainText('Nothing has all these words.');
  await app.press('Escape');
});

test('a panel is maximised and restored', async ({ app }) => {
  await app.path.tree.focus();
  const width = async () => (await app.page.locator('[data-panel-id=path]').boundingBox())?.width ?? 0;
  const before = await width();
  await app.press('m');
  expect(await width()).toBeGreaterThan(before);
  await app.press('Escape');
  expect(await width()).toBe(before);
});

test('closing a dialog gives the focus back', async ({ app }) => {
  const find = app.page.getByRole('button', { name: 'Find or run' });
  await find.focus();
  await app.press('Enter');
  await expect(app.page.getByRole('combobox', { name: 'Find or run' })).toBeFocused();
  await app.press('Escape');
  await expect(find).toBeFocused();
});

test('whatever has the focus shows it, and Tab reaches every control', async ({ app }) => {
  const reached = new Set<string>();
  let unseen = '';
  for (let i = 0; i < 80; i++) {
    await app.page.keyboard.press('Tab');
    const focus = await app.page.evaluate(async () => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const looks = () =>
        [element, ...element.querySelectorAll('[aria-selected=true]')]
          .flatMap((part) => [getComputedStyle(part), getComputedStyle(part, '::after')])
          .map((style) => [style.outline, style.boxShadow, style.background, style.border].join())
          .join('|');
      const focused = looks();
      (element as HTMLElement).blur();
      await new Promise((drawn) => requestAnimationFrame(drawn));
      const seen = looks() !== focused;
      (element as HTMLElement).focus();
      const name = element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40) ?? '';
      return { name, role: element.getAttribute('role') ?? element.tagName, seen };
    });
    if (!focus) continue;
    const label = `${focus.role} ${focus.name}`;
    if (reached.has(label) && i > 60) break;
    reached.add(label);
    if (!focus.seen) unseen += `${label}\n`;
  }
  expect(unseen, 'controls whose focus cannot be seen').toBe('');
  const all = [...reached].join('\n');
  for (const wanted of ['Start page', 'Step into', 'Filter packets', 'Call path', 'Timeline', 'Kernel log'])
    expect(all).toContain(wanted);
});
