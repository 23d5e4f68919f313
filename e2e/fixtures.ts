import { test as base, expect } from '@playwright/test';
import { App } from './pages/app.ts';

export { expect };

interface Watch {
  /** Console messages that a test expects, because it provokes them. */
  expectedConsole: RegExp[];
  watched: undefined;
  /** The window, opened at its first case. */
  app: App;
}

/**
 * The `test` of every spec. A console warning or error, an exception nobody caught and a request to another origin
 * each fail the test: the app is quiet and nothing leaves the browser.
 */
export const test = base.extend<Watch>({
  expectedConsole: [[], { option: true }],
  watched: [
    async ({ page, baseURL, expectedConsole }, use) => {
      const complaints: string[] = [];
      const origin = new URL(baseURL ?? 'http://127.0.0.1').origin;
      page.on('console', (message) => {
        if (message.type() !== 'warning' && message.type() !== 'error') return;
        if (expectedConsole.some((pattern) => pattern.test(message.text()))) return;
        complaints.push(`console ${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => complaints.push(`exception: ${error.stack ?? error.message}`));
      page.on('request', (request) => {
        const { protocol, origin: target } = new URL(request.url());
        if (protocol !== 'data:' && protocol !== 'blob:' && target !== origin) {
          complaints.push(`request to another origin: ${request.url()}`);
        }
      });
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  app: async ({ page }, use) => {
    const app = new App(page);
    await app.open();
    await use(app);
  },
});
