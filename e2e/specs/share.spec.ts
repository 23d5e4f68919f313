import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';

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
});
