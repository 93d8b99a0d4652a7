/** The training page as its user meets it. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { fixture } from './studio.js';

export const FLOWERS = ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'] as const;

/** The five photos of a kind that the repository holds. */
export function photosOf(kind: string): string[] {
  const folder = fixture(`pictures/flowers25/${kind}`);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jpg'))
    .map((name) => `${folder}/${name}`);
}

export async function openTraining(page: Page): Promise<void> {
  await page.goto('./train.html');
  await expect(page.getByTestId('class-card').first()).toBeVisible();
  await expect(page.getByTestId('plan')).not.toBeEmpty();
}

export async function fillClass(page: Page, position: number, name: string, files: string[]): Promise<void> {
  const card = page.getByTestId('class-card').nth(position);
  await card.getByTestId('class-name').fill(name);
  await card.getByTestId('class-name').press('Tab');
  await card.getByTestId('class-files').setInputFiles(files);
  await expect(card.getByTestId('class-count')).toContainText(String(files.length));
}

/** Two classes of five photos. */
export async function fillTwoClasses(page: Page): Promise<void> {
  await fillClass(page, 0, 'daisy', photosOf('daisy'));
  await fillClass(page, 1, 'tulips', photosOf('tulips'));
  await expect(page.getByTestId('train-start')).toBeEnabled();
}

/** Shows what is done with a class as a whole. */
export async function openClassMenu(page: Page, position: number): Promise<Locator> {
  const row = page.getByTestId('class-card').nth(position);
  await row.getByTestId('class-more').click();
  const menu = row.getByTestId('class-menu');
  await expect(menu).toBeVisible();
  return menu;
}

/** Unfolds what is worth a look among the pictures. */
export async function openFindings(page: Page): Promise<void> {
  const findings = page.getByTestId('findings');
  if (!(await findings.evaluate((fold: HTMLDetailsElement) => fold.open)))
    await findings.locator('summary').first().click();
}

/** Shows what can be done with the project: its name, a new one, opening, saving, deleting. */
export async function openProjectMenu(page: Page): Promise<void> {
  const menu = page.getByTestId('project-more');
  if (!(await menu.getByRole('button').first().isVisible())) await menu.locator('summary').click();
}

export async function renameProject(page: Page, name: string): Promise<void> {
  await openProjectMenu(page);
  await page.getByTestId('project-name').fill(name);
  await page.getByTestId('project-name').press('Tab');
}

export async function newProject(page: Page): Promise<void> {
  const project = page.getByTestId('project');
  const before = await project.inputValue();
  await openProjectMenu(page);
  await page.getByTestId('project-new').click();
  // The views are those of the new one by then.
  await expect(project).not.toHaveValue(before);
}

/** Opens one of the projects to start from. */
export async function openExample(page: Page, id: 'flowers' | 'doodles'): Promise<void> {
  await openProjectMenu(page);
  await page.getByTestId(`ready-${id}`).click();
}

/** Shows the models, their settings and the devices. */
export async function openAdvanced(page: Page): Promise<void> {
  const advanced = page.getByTestId('advanced');
  if ((await advanced.getAttribute('open')) === null) await advanced.locator('summary').click();
}

export async function chooseModel(page: Page, name: string): Promise<void> {
  await openAdvanced(page);
  await page.getByLabel(name).check();
}

export async function chooseDevice(page: Page, device: 'auto' | 'cpu' | 'webgpu'): Promise<void> {
  await openAdvanced(page);
  await page.getByTestId('train-device').selectOption(device);
}

export async function set(page: Page, name: string, value: number): Promise<void> {
  const input = page.getByTestId(`setting-${name}`);
  await openAdvanced(page);
  await input.fill(String(value));
  await input.press('Tab');
}

/** Opens one of the tabs that a version is checked in. */
export async function openTab(
  page: Page,
  tab: 'mistakes' | 'matrix' | 'scores' | 'curves' | 'compare' | 'export',
): Promise<void> {
  await page.getByTestId(`check-tab-${tab}`).click();
}

/** The verdict on two versions agrees with the table above it: so few pictures never tell more. */
export async function expectNoClearDifference(page: Page): Promise<void> {
  const right = page.getByTestId('compare-table').locator('tbody tr td:nth-child(2)');
  await expect(right).toHaveText([/^\d+ of \d+$/, /^\d+ of \d+$/]);
  const [a, b] = await right.allTextContents();
  const sentence = a === b ? 'Both get equally many right.' : 'A difference this small may well be chance.';
  await expect(page.getByTestId('compare-verdict')).toHaveText(sentence);
}

/** Chooses a file to open as a version: where there is one already, the field stands under *Export*. */
export async function chooseModelFile(page: Page, file: Parameters<Locator['setInputFiles']>[0]): Promise<void> {
  if ((await page.getByTestId('version').count()) > 0) await openTab(page, 'export');
  await page.getByTestId('model-file').setInputFiles(file);
}

/** The file that "Save model" gives. */
export async function saveModel(page: Page): Promise<Buffer> {
  await openTab(page, 'export');
  const download = page.waitForEvent('download');
  await page.getByTestId('model-download').click();
  return readFileSync(await (await download).path());
}

/** Trains on two kinds of flowers, one tulip among the daisies and the other way round. */
export async function trainWithMistakes(page: Page): Promise<void> {
  await openTraining(page);
  const [daisy = '', ...daisies] = photosOf('daisy');
  const [tulip = '', ...tulips] = photosOf('tulips');
  await fillClass(page, 0, 'daisy', [...daisies, tulip]);
  await fillClass(page, 1, 'tulips', [...tulips, daisy]);
  await set(page, 'validationShare', 0.5);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('accuracy')).toContainText('right');
}
