import { expect, test } from '../fixtures.ts';
import { VIEW_NAMES } from '../pages/app.ts';
import { barriers } from '../support/axe.ts';

for (const theme of ['dark', 'light'] as const) {
  for (const view of VIEW_NAMES)
    test(`${view} has no barriers, ${theme}`, async ({ app }) => {
      test.slow();
      await app.page.emulateMedia({ colorScheme: theme });
      await app.show(view);
      expect(await barriers(app.page)).toEqual([]);
    });

  test(`no dialog has barriers, ${theme}`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme: theme });
    for (const key of ['?', 'o', 'b', 'i', 'Shift+O', 'Control+k']) {
      await app.press(key);
      expect.soft(await barriers(app.page), `the dialog of ${key}`).toEqual([]);
      await app.press('Escape');
    }
  });
}
