import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { recordedRun } from '../support/recorded.ts';

/**
 * What no other test sees: that a picture has all its layers. The pictures in e2e/pictures are small, of a fixed size, and
 * without text, whose edges differ from one system to the next; what is left is filled by whole pixels, so that the tolerance
 * can be small enough to miss no ring and no line. `npx playwright test pictures --update-snapshots` makes them anew.
 */

const run = recordedRun('0272-three-thousand-persistent');
const FILES = run.files('any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'run.json');

/** A hundredth of a picture would hide a ring; a thousandth is what rounding of colours and corners may differ. */
const TOLERANCE = {
  threshold: 0.12,
  maxDiffPixelRatio: 0.001,
  animations: 'disabled',
  caret: 'hide',
} as const;

/** The map alone, of a size that does not depend on fonts. */
const MAP_ALONE = `
  [data-bucket-map] { position: fixed; inset: 0 auto auto 0; z-index: 99; width: 404px; height: 384px; background: var(--bg-1); }
  [data-callout], [data-minimap] { visibility: hidden; }
`;
const NO_TEXT = '* { color: transparent !important; caret-color: transparent !important; }';

/** The rectangle of an element in whole pixels. */
async function rectangle(element: Locator) {
  const box = await element.boundingBox();
  if (!box) throw new Error('it is not drawn');
  return {
    x: Math.round(box.x),
    y: Math.round(box.y),
    width: Math.round(box.width),
    height: Math.round(box.height),
  };
}

async function expectPicture(page: Page, element: Locator, name: string): Promise<void> {
  await expect(page).toHaveScreenshot(`${name}.png`, { ...TOLERANCE, clip: await rectangle(element) });
}

for (const theme of ['dark', 'light'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, viewport: { width: 1280, height: 800 } });

    test('the map of buckets', async ({ app }) => {
      const { table, page } = { table: app.table, page: app.page };
      await app.drop(...FILES);
      await app.goToPacket(3000);
      await app.show('Table');
      await page.addStyleTag({ content: MAP_ALONE });
      const field = table.map.locator('> div').first();
      await expect(table.map).toHaveCSS('width', '404px');
      // Chains, templates, the client's rings, the lookup with its cross hairs, what the event has changed.
      await expectPicture(page, field, `map-length-${theme}`);
      await app.press('u');
      await expect(table.mode).toHaveValue('states');
      await expectPicture(page, field, `map-states-${theme}`);
      await app.press('U', 'H');
      await expect(table.marked).toContainText('192.168.1.10');
      await expectPicture(page, field, `map-server-${theme}`);
    });

    test('the timer wheel', async ({ app }) => {
      await app.openCase('The same with -p 360');
      await app.goToPacket(20);
      await app.show('Timers');
      await app.timers.choose('172.16.0.1:0');
      await app.page.addStyleTag({ content: NO_TEXT });
      const levels = app.timers.wheel.locator('[data-wheel]');
      await expectPicture(app.page, levels, `wheel-${theme}`);
    });
  });
}
