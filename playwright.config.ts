import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from './scripts/lib/chromium.mjs';
import { HOST } from './scripts/lib/server.mjs';

/** Not the port of `npm start`, which may be running beside the tests. */
const PORT = Number(process.env.KILN_TEST_PORT ?? 4183);
const executablePath = await findChromium();
if (!executablePath) throw new Error('No Chromium was found: npm test installs one');

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  reporter: 'list',
  forbidOnly: Boolean(process.env.CI),
  // A test that fails now and then is a fault to be found, not to be run again.
  retries: 0,
  // SwiftShader computes WebGPU on all cores: two tests at once would time each other out.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://${HOST}:${PORT}/`,
    browserName: 'chromium',
    headless: true,
    launchOptions: { executablePath, args: CHROMIUM_ARGS },
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  webServer: {
    // What is tested is what is served: dist/ as it was built, with the real headers.
    command: `node scripts/serve.mjs --port ${PORT}`,
    url: `http://${HOST}:${PORT}/`,
    reuseExistingServer: false,
  },
});
