/**
 * The page's thread is free while the workers compute. Nothing else is measured here, for a busy machine takes the
 * page's core away now and then: a task of the page's own is long every time, so the best of a few attempts counts.
 */
import { expect, test } from '@playwright/test';
import { longTasks, watchTasks } from './support/long-tasks.js';
import { addFiles, fixture, openStudio, readJson } from './support/studio.js';
import { fillTwoClasses, newProject, openTraining } from './support/training.js';

const NUM_ATTEMPTS = 3;

/** The long tasks of the attempt whose longest is the shortest; `attempt` gets the number of it, from 1 on. */
async function best(limitMs: number, attempt: (number: number) => Promise<number[]>): Promise<number[]> {
  let found = await attempt(1);
  for (let number = 2; number <= NUM_ATTEMPTS && Math.max(0, ...found) > limitMs; number += 1) {
    const tasks = await attempt(number);
    if (Math.max(0, ...tasks) < Math.max(0, ...found)) found = tasks;
  }
  return found;
}

test('no task of the main thread takes over 50 ms while classifying', async ({ page }) => {
  const flowers = Object.keys(readJson<Record<string, unknown>>('reference/flowers25_top1.json')).slice(0, 10);
  const files = [...flowers, 'parrot.jpg'].map((name) => fixture(`pictures/${name}`));
  await openStudio(page);
  // Once before, so that code and fonts of the first answer are not what is measured.
  await page.getByTestId('sample-bird').click();
  await expect(page.getByTestId('prediction')).toHaveCount(5);
  await watchTasks(page);
  const tasks = await best(0, async (number) => {
    await addFiles(page, files);
    await expect(page.locator('[data-testid=result-card][data-state=done]')).toHaveCount(number * files.length + 1);
    return longTasks(page);
  });
  expect(tasks).toEqual([]);
});

test('no task of the main thread takes 200 ms while a model is trained and judged', async ({ page }) => {
  test.setTimeout(300_000);
  await openTraining(page);
  await watchTasks(page);
  const tasks = await best(200, async (number) => {
    // Pictures of a new project: their features are computed in each attempt.
    if (number > 1) await newProject(page);
    await fillTwoClasses(page);
    await longTasks(page);
    await page.getByTestId('train-start').click();
    await expect(page.getByTestId('version').locator('option')).toHaveCount(1);
    await expect(page.getByTestId('accuracy')).toBeVisible();
    return longTasks(page);
  });
  expect(Math.max(0, ...tasks)).toBeLessThan(200);
});
