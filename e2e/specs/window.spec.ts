import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '../fixtures.ts';
import { App, type ViewName } from '../pages/app.ts';

const VIEWS: readonly ViewName[] = [
  'Path',
  'Table',
  'Templates',
  'Timers',
  'Services',
  'Evidence',
  'Compare',
  'Differences',
];
const SIZES = [
  { width: 1024, height: 700 },
  { width: 1920, height: 1080 },
];

for (const size of SIZES) {
  test(`nothing scrolls sideways at ${size.width}x${size.height}`, async ({ app }) => {
    await app.page.setViewportSize(size);
    await app.openCase('The same with -p 360');
    await app.goToPacket(96);
    for (const view of VIEWS) {
      await app.show(view);
      const excess = await app.page.evaluate(() => {
        const root = document.scrollingElement ?? document.documentElement;
        return [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight];
      });
      expect(excess, `${view}: pixels beyond the window`).toEqual([0, 0]);
    }
  });
}

test('every control has a name, in every view and dialog', async ({ app }) => {
  const nameless = () =>
    app.page.evaluate(() => {
      const controls = 'button, a[href], input, select, textarea, [role=slider], [role=tab], [tabindex="0"]';
      const named = (element: Element) =>
        element.getAttribute('aria-label') ||
        element.getAttribute('aria-labelledby') ||
        element.getAttribute('title') ||
        (element as HTMLInputElement).labels?.length ||
        element.textContent?.trim();
      return [...document.querySelectorAll(controls)]
        .filter((element) => !element.closest('[aria-hidden=true]') && !named(element))
        .map((element) => element.outerHTML.slice(0, 120));
    });
  await app.openCase('The same with -p 360');
  for (const view of VIEWS) {
    await app.show(view);
    expect(await nameless(), view).toEqual([]);
  }
  for (const key of ['?', 'o', 'b', 'i', 'Control+k']) {
    await app.press(key);
    await expect(app.dialog).toHaveAccessibleName(/./);
    expect(await nameless(), key).toEqual([]);
    await app.press('Escape');
  }
});

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves the built app under a path, as a plain static server does, and lists what is missing. */
async function serveUnder(prefix: string) {
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
  const missing: string[] = [];
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const name = path.startsWith(prefix) ? path.slice(prefix.length) || 'index.html' : null;
    try {
      if (name === null) throw new Error('outside');
      const bytes = await readFile(`${dist}${name}`);
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' });
      response.end(bytes);
    } catch {
      missing.push(path);
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    missing,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

test.describe('under a path of a site', () => {
  const prefix = '/some/sub/path/';
  let site: Awaited<ReturnType<typeof serveUnder>>;

  test.beforeAll(async () => {
    site = await serveUnder(prefix);
  });
  test.afterAll(async () => {
    await site.close();
  });

  test('everything is found and the model runs', async ({ browser }) => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const app = new App(page);
    await app.open(`${site.origin}${prefix}`);
    await app.press('p', 's');
    await expect(app.readout).toContainText('of 96');
    await page.evaluate(() => document.fonts.ready);
    expect(asked.filter((url) => !url.startsWith(`${site.origin}${prefix}`))).toEqual([]);
    expect(site.missing).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
