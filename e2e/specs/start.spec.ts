import { expect, test } from '../fixtures.ts';

test('starts with the first built-in case, its packets and why', async ({ app }) => {
  await expect(app.caseButton).toContainText('Session loss under wlc');
  await expect(app.readout).toContainText('packet 1 of 96');
  await expect(app.packets.rows.first()).toContainText('172.16.0.1:41000');
  await expect(app.packets.rows.first()).toHaveAttribute('aria-setsize', '96');
  await expect(app.path.why).toContainText('Sent to 192.168.1.12 because wlc takes the least overhead');
  await expect(app.status).toContainText('linux-6.12');
  await expect(app.page).toHaveTitle('Session loss under wlc - ipvscope');
});

test('the three built-in cases send one session to 3, 1 and 1 real servers', async ({ app }) => {
  const serversOfSession = async () => {
    await app.press('End');
    await app.show('Services');
    const conns = await app.services.servers('Conns');
    return conns.map((row) => Number(row.split(' ')[1]));
  };
  expect(await serversOfSession()).toEqual([4, 4, 4]);
  await app.openCase('The same with -p 360');
  expect((await serversOfSession()).sort((a, b) => a - b)).toEqual([0, 0, 12]);
  await app.openCase('The same under source hashing');
  expect((await serversOfSession()).sort((a, b) => a - b)).toEqual([0, 0, 12]);
});

test('the start page is one click away and leads back', async ({ app }) => {
  await app.press('s');
  const before = await app.momentText();
  await app.page.getByRole('button', { name: 'Start page' }).click();
  await expect(app.page.getByRole('heading', { level: 1 })).toContainText('See what Linux IPVS did');
  await app.page.getByRole('button', { name: 'Start page' }).click();
  expect(await app.momentText()).toBe(before);
  await app.page.getByRole('button', { name: 'Start page' }).click();
  await app.page.getByRole('button', { name: 'The same with -p 360' }).click();
  await app.settled();
  await expect(app.caseButton).toContainText('The same with -p 360');
  await expect(app.readout).toContainText('packet 1 of 96');
});

test('the theme changes, is drawn and is remembered', async ({ app }) => {
  const root = app.page.locator('html');
  const ground = () => app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const first = await root.getAttribute('data-theme');
  const before = await ground();
  const other = first === 'dark' ? 'light' : 'dark';
  await app.page.getByRole('button', { name: 'Change between dark and light' }).click();
  await expect(root).toHaveAttribute('data-theme', other);
  expect(await ground()).not.toBe(before);
  await app.open();
  await expect(root).toHaveAttribute('data-theme', other);
  await app.press('t');
  await expect(root).toHaveAttribute('data-theme', first ?? '');
  expect(await ground()).toBe(before);
});

test('follows the theme of the system until one is chosen', async ({ app }) => {
  const root = app.page.locator('html');
  await app.page.emulateMedia({ colorScheme: 'dark' });
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await app.page.emulateMedia({ colorScheme: 'light' });
  await expect(root).toHaveAttribute('data-theme', 'light');
});
