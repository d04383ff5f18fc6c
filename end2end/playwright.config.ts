// Browser tests on the release build. Every worker opens a shop of its own (see fixtures/shop.ts).
import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';

const debians = '/usr/bin/chromium';
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    colorScheme: 'light',
    locale: 'en-GB',
    // What glides on the map stands still at once, so that no test waits for it.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      args: isRoot ? ['--no-sandbox'] : [],
      ...(existsSync(debians) ? { executablePath: debians } : {}),
    },
    testIdAttribute: 'id',
    trace: 'retain-on-failure',
  },
});
