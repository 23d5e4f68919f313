import { defineConfig } from '@playwright/test';
import { findChromium } from './tools/chromium.mjs';

/** Fixed, and unlike the usual ones, so that a development server does not stand in for the built app. */
const PORT = Number(process.env.E2E_PORT ?? 41731);
const origin = `http://127.0.0.1:${PORT}`;

export default defineConfig({
  testDir: 'e2e/specs',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Pictures show no text and are made by whole pixels: one of a kind serves all systems.
  snapshotPathTemplate: 'e2e/pictures/{arg}{ext}',
  reporter: 'list',
  use: {
    baseURL: `${origin}/`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: (await findChromium()) ?? undefined,
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-default-apps',
        '--disable-dev-shm-usage',
        '--disable-domain-reliability',
        '--disable-sync',
        '--metrics-recording-only',
        '--no-first-run',
        '--no-pings',
      ],
    },
  },
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${PORT} --strictPort`,
    url: `${origin}/`,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
