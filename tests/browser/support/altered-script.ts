/** Scripts of the page with something put before them: what a browser or a machine does only on bad days. */
import type { Page } from '@playwright/test';

/** Puts `code` before a script of the page, by the beginning of its name. The service worker has to be blocked. */
export async function before(page: Page, script: string, code: string): Promise<void> {
  await page.route(`**/assets/${script}-*.js`, async (route) => {
    const response = await route.fetch();
    const { 'content-encoding': _, 'content-length': __, ...headers } = response.headers();
    await route.fulfill({ response, headers, body: `{${code}}\n${await response.text()}` });
  });
}
