/** What each journey is given: a page in the engine of its project, and the built page on an address of its own. */
import { writeFileSync } from 'node:fs';
import { test as base } from '@playwright/test';
import { DIST } from '../../scripts/lib/paths.mjs';
import { startServer } from '../../scripts/lib/server.mjs';
import type { Driver } from './driver.js';
import { startFirefox } from './firefox/driver.js';
import { Page } from './page.js';
import { startWebKit } from './webkit/driver.js';

export type Engine = 'firefox' | 'webkit';

interface Site {
  url: string;
  /** From now on there is no network. */
  close(): Promise<void>;
}

const START: Record<Engine, () => Promise<Driver>> = { firefox: startFirefox, webkit: startWebKit };

export const test = base.extend<{ page: never; site: Site; at: Page }, { engine: Engine; driver: Driver }>({
  engine: ['firefox', { option: true, scope: 'worker' }],

  /** One browser for all journeys: what they store is kept apart by their addresses. */
  driver: [
    async ({ engine }, use) => {
      const driver = await START[engine]();
      console.log(driver.title);
      await use(driver);
      await driver.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  // The runner asks for braces, whether or not another fixture is needed.
  site: async ({ engine: _ }, use) => {
    const { url, close } = await startServer({ folder: DIST });
    let isOpen = true;
    const site = {
      url,
      async close() {
        if (isOpen) await close();
        isOpen = false;
      },
    };
    await use(site);
    await site.close();
  },

  at: async ({ driver }, use, info) => {
    await driver.resize(1440, 900);
    await use(new Page(driver));
    const errors = await driver.takeErrors();
    if (info.status === info.expectedStatus) {
      base.expect(errors, 'what the page did wrong').toEqual([]);
    } else {
      writeFileSync(info.outputPath('screen.png'), await driver.screenshot());
      writeFileSync(info.outputPath('errors.txt'), errors.join('\n'));
    }
    await driver.open('about:blank');
  },
});

export { expect } from '@playwright/test';
