import { defineConfig } from '@playwright/test';

/** Journeys against the address that tools/test/browser.mjs serves. One worker: two cores also run the server. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../../test-results',
  workers: 1,
  // A second try tells a slow machine from a broken page; a test that needed it is listed as flaky.
  retries: 1,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    baseURL: process.env['STATIONHOUSE_ADDRESS'],
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'],
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
