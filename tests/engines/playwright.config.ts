import { defineConfig } from '@playwright/test';
import type { Engine } from './fixtures.js';

/** The main journeys in engines other than Chromium's. Playwright's runner reports; the browsers are people's own. */
export default defineConfig<object, { engine: Engine }>({
  testDir: '.',
  outputDir: '../../test-results/engines',
  reporter: 'list',
  forbidOnly: Boolean(process.env.CI),
  // As in playwright.config.ts: what fails now and then is a fault to be found.
  retries: 0,
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  projects: [
    { name: 'firefox', use: { engine: 'firefox' } },
    { name: 'webkit', use: { engine: 'webkit' } },
  ],
});
