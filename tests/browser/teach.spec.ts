/** "Teach it this": a picture goes from the first page into a project of the training page, on this device. */
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.js';
import { addFiles, bestGuess, card, fixture, openStudio } from './support/studio.js';

async function teach(page: Page, name: string, className: string): Promise<void> {
  await card(page, name).getByTestId('teach').click();
  await page.getByTestId('teach-class').fill(className);
  await page.getByTestId('teach-add').click();
}

async function classify(page: Page, picture: string): Promise<void> {
  await addFiles(page, [fixture(`pictures/${picture}`)]);
  await expect(bestGuess(card(page, picture))).toBeVisible();
}

/** The classes of the newest project with the number of their pictures, as the browser keeps them. */
function kept(page: Page): Promise<[name: string, count: number][]> {
  return page.evaluate(async () => {
    const read = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('unreadable'));
      });
    const database = await read(indexedDB.open('kiln'));
    const transaction = database.transaction(['projects', 'pictures']);
    type Project = { createdAt: number; classes: { id: string; name: string }[] };
    const projects = (await read(transaction.objectStore('projects').getAll())) as Project[];
    const pictures = (await read(transaction.objectStore('pictures').getAll())) as { classId: string }[];
    database.close();
    const [newest] = projects.sort((a, b) => b.createdAt - a.createdAt);
    return (newest?.classes ?? []).map(({ id, name }): [string, number] => [
      name,
      pictures.filter(({ classId }) => classId === id).length,
    ]);
  });
}

test('a picture is taught by keyboard, under the name a person gives it, and is there in Train', async ({ page }) => {
  await openStudio(page);
  await classify(page, 'owl.jpg');
  await page.getByTestId('teach').press('Enter');
  const dialog = page.getByTestId('teach-dialog');
  await expect(page.getByTestId('teach-class')).toBeFocused();
  await expectAccessible(page, '[data-testid=teach-dialog]');

  // Without a name there is nothing to learn.
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('teach-status')).toHaveText('Say what it is first.');
  await page.keyboard.type('little owl');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('teach-status')).toHaveText('Added to “little owl” in “Project 1”: 1 picture so far.');
  await expect(page.getByTestId('teach-next')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId('teach')).toBeFocused();

  // The same name is the same class; the project and its classes are offered.
  await teach(page, 'owl.jpg', ' little owl ');
  await expect(page.getByTestId('teach-status')).toContainText('2 pictures so far');
  expect(await kept(page)).toEqual([['little owl', 2]]);

  await page.getByTestId('teach-next').click();
  await expect(page).toHaveURL(/train\.html$/);
  await expect(page.locator('body')).toContainText('Project 1');
  await expect(page.locator('input[value="little owl"], :text("little owl")').first()).toBeAttached();
});

test('an open training page takes the picture over, and loses nothing of it', async ({ page, context }) => {
  const training = await context.newPage();
  await training.goto('./train.html');
  await expect(training.getByTestId('class-name').first()).toBeVisible();
  await openStudio(page);
  await classify(page, 'bird.jpg');
  await teach(page, 'bird.jpg', 'chickadee');
  await expect(page.getByTestId('teach-status')).toContainText('1 picture so far');
  await expect(training.getByTestId('class-name')).toHaveCount(3);
  // What the open page stores next has the new class in it.
  await training.getByTestId('class-add').click();
  await expect(training.getByTestId('class-name')).toHaveCount(4);
  await expect.poll(async () => (await kept(page)).length).toBe(4);
  expect((await kept(page))[2]).toEqual(['chickadee', 1]);
});

test('nothing leaves the device, and what cannot be fetched is said', async ({ page, context }) => {
  await openStudio(page);
  await expect(page.getByTestId('offline-note')).toBeVisible({ timeout: 60_000 });
  await classify(page, 'bird.jpg');
  await context.setOffline(true);
  await page.getByTestId('teach').click();
  await expect(page.getByTestId('teach-status')).toContainText('The part that trains could not be downloaded.');
  await page.keyboard.press('Escape');

  await context.setOffline(false);
  const sent: string[] = [];
  context.on('request', (request) => {
    if (request.method() !== 'GET' || request.postData()) sent.push(request.url());
  });
  await teach(page, 'bird.jpg', 'chickadee');
  await expect(page.getByTestId('teach-status')).toContainText('1 picture so far');
  expect(sent).toEqual([]);
});
