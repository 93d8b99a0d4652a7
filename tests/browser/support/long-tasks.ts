/** Tasks of the page's thread that the browser calls long: from 50 ms on. */
import { expect, type Page } from '@playwright/test';

interface Watched {
  longTasks: number[];
}

/** Watches from here on, and makes sure that a long task is seen: a watch that sees nothing finds everything quick. */
export async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const longTasks: number[] = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
    Object.assign(window, { longTasks } satisfies Watched);
    setTimeout(() => {
      const startedAt = performance.now();
      while (performance.now() - startedAt < 120);
    });
  });
  await expect.poll(async () => Math.max(0, ...(await longTasks(page)))).toBeGreaterThanOrEqual(120);
}

/** The milliseconds of each long task since the last call. */
export function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as Watched).longTasks.splice(0));
}
