/** Whether a page fits its window. */
import { expect } from '@playwright/test';
import type { Page } from './page.js';

const HEIGHT = 900;
/** A phone, and last the width that the journeys go on with. */
const WIDTHS = [390, 1440];

/** Nothing sticks out at the side, and the links, which may be shifted on a phone, have no scroll bar beneath them. */
export async function expectToFit(page: Page, hasLinks = true): Promise<void> {
  for (const width of WIDTHS) {
    await page.driver.resize(width, HEIGHT);
    await expect.poll(() => page.call(() => innerWidth), { message: 'the width of the window' }).toBe(width);
    const wanted = () => page.call(() => document.documentElement.scrollWidth);
    await expect.poll(wanted, { message: `what the page takes of ${width} pixels` }).toBeLessThanOrEqual(width);
    const bar = await page.with('.page-nav', (links) => links.offsetHeight - links.clientHeight);
    expect(bar, 'the scroll bar of the links').toBe(hasLinks ? 0 : null);
  }
}
