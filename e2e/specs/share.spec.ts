import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { App } from '../pages/app.ts';

test.describe('sharing and saving', () => {
  test('the case is saved for other tools, and what is saved opens again', async ({ app, page }) => {
    await app.press('Shift+O');
    await expect(app.dialog).toBeVisible();
    const save = async (name: string): Promise<{ name: string; bytes: Buffer }> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        app.dialog.getByRole('button', { name, exact: true }).click(),
      ]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const report = await save('Report');
    expect(report.name).toBe('Session-loss-under-wlc.md');
    expect(report.bytes.toString()).toContain('-A -t 10.0.0.100:80 -s wlc');
    await expect(app.dialog.getByRole('status').last()).toContainText('Saved as Session-loss-under-wlc.md');
    const capture = await save('Capture');
    const rules = await save('Rules');
    const log = await save('Log');
    expect(log.bytes.toString()).toMatch(/^\[ +4\.000000\] IPVS: /);
    await app.press('Escape');
    await app.drop(capture, rules);
    await app.settled();
    await expect(app.readout).toContainText('packet 1 of 96');
    await expect(app.path.why).toContainText('wlc takes the least overhead');
  });

  test('a panel is saved as a picture of what it shows', async ({ app: { page } }) => {
    const picture = async (form: 'PNG' | 'SVG'): Promise<{ name: string; bytes: Buffer }> => {
      await page.getByRole('button', { name: 'Panel Path' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: `Save picture, ${form}` }).click(),
      ]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    const png = await picture('PNG');
    expect(png.name).toBe('Path.png');
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    const [width, height] = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
    const panel = await page.locator('[data-panel-id=path]').boundingBox();
    expect([width, height]).toEqual([Math.floor(panel!.width) * 2, Math.floor(panel!.height) * 2]);
    const svg = await picture('SVG');
    expect(svg.bytes.toString()).toContain('ip_vs_wlc_schedule');
  });

  test('a link opens at the same moment, in the same view', async ({ app, page, context }) => {
    await app.goToPacket(9);
    await app.press('Shift+S');
    const there = await app.at();
    await app.show('Table');
    await app.press('Shift+O');
    await app.dialog.getByRole('checkbox', { name: 'Replace addresses' }).uncheck();
    await app.settled();
    await expect(app.dialog).toContainText('fits anywhere');
    const url = await app.dialog.getByLabel('The link').inputValue();
    expect(url.length).toBeLessThan(2000);
    const other = new App(await context.newPage());
    await other.page.goto(url);
    await other.settled();
    expect(await other.at()).toEqual(there);
    await expect(other.page.locator('[data-panel-id=table]')).toBeVisible();
    await other.page.reload();
    await other.settled();
    expect(await other.at()).toEqual(there);
    await app.press('Escape');
    await expect(page).not.toHaveURL(/#/);
  });

  test('addresses are replaced, which is checked, and the link can be shared again', async ({
    app,
    context,
  }) => {
    await app.press('Shift+O');
    await app.settled();
    await expect(app.dialog).toContainText(/all [\d,]+ decisions of 108 events are the same/);
    await app.dialog.getByText('What is replaced by what').click();
    await expect(app.dialog.getByRole('cell', { name: '172.16.0.1', exact: true })).toBeVisible();
    const url = await app.dialog.getByLabel('The link').inputValue();
    const other = new App(await context.newPage());
    await other.page.goto(url);
    await other.settled();
    await expect(other.readout).toContainText('packet 1 of 96');
    expect(await other.page.locator('body').textContent()).not.toContain('172.16.0.1');
    await other.press('Shift+O');
    await other.settled();
    await expect(other.dialog).toContainText('fits anywhere');
  });

  test('links that are cut, altered or full of script do nothing but say so', async ({
    app,
    page,
    context,
  }) => {
    const asked: string[] = [];
    const other = new App(await context.newPage());
    other.page.on('dialog', (dialog) => asked.push(dialog.message()));
    other.page.on('request', (request) => {
      if (!request.url().startsWith(new URL(page.url()).origin) && !/^(data|blob):/.test(request.url()))
        asked.push(request.url());
    });
    const script = '<img src=https://evil.test/x onerror=alert(1)>';
    const text = `# ipvscope case v1\ntitle ${script}\nabout ${script}\nkernel linux-6.12\nipvsadm -A -t 10.0.0.1:80 -s rr\n@1.000 note ${script}\n`;
    await app.drop({ name: 'case.txt', bytes: Buffer.from(text) });
    await app.settled();
    await app.press('Shift+O');
    await app.dialog.getByRole('checkbox', { name: 'Replace addresses' }).uncheck();
    await app.settled();
    const url = await app.dialog.getByLabel('The link').inputValue();
    await other.page.goto(url);
    await other.settled();
    await expect(other.page.getByRole('button', { name: script })).toBeVisible();
    await other.page.goto('about:blank');
    await other.page.goto(url.slice(0, -30));
    await other.settled();
    await expect(other.failure).toContainText('The link cannot be opened');
    await expect(other.failure).toContainText(/cut off|damaged/);
    expect(asked).toEqual([]);
  });

  test('a case elsewhere is fetched only after asking', async ({ app, page, context }) => {
    await app.press('Shift+O');
    await app.settled();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      app.dialog.getByRole('button', { name: 'Save case.ipvscope' }).click(),
    ]);
    const body = await readFile(await download.path());
    const other = new App(await context.newPage());
    const fetched: string[] = [];
    await other.page.route('https://example.org/**', async (route) => {
      fetched.push(route.request().url());
      await route.fulfill({ body, headers: { 'access-control-allow-origin': '*' } });
    });
    await other.page.goto('/?case=https://example.org/cases/one.ipvscope');
    await expect(other.dialog).toContainText('example.org');
    expect(fetched).toEqual([]);
    await other.dialog.getByRole('button', { name: 'Fetch and open' }).click();
    await expect(other.dialog).toHaveCount(0);
    await other.settled();
    expect(fetched).toHaveLength(1);
    await expect(other.readout).toContainText('packet 1 of 96');
  });
});
