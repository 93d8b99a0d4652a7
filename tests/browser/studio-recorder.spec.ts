/** Recording with the camera of the page: bursts, their note, the phone's screen, and a camera that is refused. */
import { expect, test, type Page } from '@playwright/test';
import { counts, focused, row } from './support/collect.js';
import { withCamera } from './support/fake-camera.js';
import { openTraining } from './support/training.js';

/** The filmstrip shows the newest dozen: how many a slow machine takes between two keys cannot be known. */
const inStrip = (numTaken: number): number => Math.min(numTaken, 12);

/** Waits until all that was recorded has come in; gives their number. */
async function settled(page: Page): Promise<number> {
  const numTaken = async () => Number.parseInt((await page.getByTestId('capture-status').textContent()) ?? '', 10);
  await expect(async () => {
    const before = await numTaken();
    await page.waitForTimeout(400);
    expect(await numTaken()).toBe(before);
    await expect(page.getByTestId('filmstrip').getByRole('listitem')).toHaveCount(inStrip(before), { timeout: 1 });
  }).toPass();
  return numTaken();
}

test('a burst ends on the button that recorded, and a class of one burst asks for a second', async ({
  playwright,
  baseURL,
}) => {
  await withCamera({ playwright, baseURL }, async (page) => {
    await openTraining(page);
    await row(page, 0).getByTestId('class-camera').click();
    const shoot = page.getByTestId('capture-shoot');
    await expect(shoot).toBeEnabled();
    // The view is the square that the network sees; beside it the other classes stay in sight.
    const view = await page.locator('.recorder-view').boundingBox();
    expect(Math.round(view?.width ?? 0)).toBe(Math.round(view?.height ?? 1));
    await shoot.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('capture-status')).toContainText('4 pictures taken');
    await page.keyboard.press('Enter');
    const strip = page.getByTestId('filmstrip').getByRole('button');
    await expect(shoot).toBeFocused();
    const taken = await settled(page);
    await expect(row(page, 1)).toBeInViewport();
    // The burst is one step back; what was taken out of it before stays out of it.
    await strip.first().click();
    await expect(strip).toHaveCount(inStrip(taken - 1));
    await expect(focused(page)).toHaveAttribute('aria-label', /^Remove camera/);
    await page.getByTestId('capture-done').click();
    await expect(row(page, 0)).toBeFocused();
    const note = page.getByTestId('burst-note');
    await expect(note).toContainText(`All ${taken - 1} come from one recording.`);
    await note.getByRole('button').click();
    await expect(page.getByTestId('recorder')).toBeVisible();
    // A button that waits for the camera takes no focus.
    await expect(shoot).toBeEnabled();
    await shoot.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect(counts(page).first()).not.toHaveText(`${taken - 1} pictures`);
    await expect(shoot).toHaveAttribute('aria-pressed', 'false');
    await settled(page);
    await page.getByTestId('capture-done').click();
    await expect(note).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(counts(page).first()).toHaveText(`${taken - 1} pictures`);
  });
});

test('on a phone the camera fills the screen, and its chips change the class', async ({ playwright, baseURL }) => {
  await withCamera({ playwright, baseURL }, async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await openTraining(page);
    await row(page, 0).getByTestId('class-camera').click();
    const screen = page.getByRole('dialog');
    expect(await screen.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    await expect(page.getByTestId('capture-shoot')).toBeInViewport({ ratio: 1 });
    const shoot = async () => {
      await expect(page.getByTestId('capture-shoot')).toBeEnabled();
      await page.getByTestId('capture-shoot').press('Enter');
      await page.getByTestId('capture-shoot').press('Enter');
    };
    await shoot();
    await expect(counts(page).first()).not.toHaveText('0 pictures');
    await screen.getByRole('button', { name: 'Class 2' }).click();
    await shoot();
    await expect(counts(page).nth(1)).not.toHaveText('0 pictures');
    await page.getByTestId('capture-done').click();
    await expect(screen).toHaveCount(0);
    await expect(row(page, 1)).toBeFocused();
  });
});

test('a camera that is refused can be asked for again', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await openTraining(page);
  await row(page, 0).getByTestId('class-camera').click();
  await expect(page.getByRole('alert')).toContainText('The camera is blocked for this page.');
  await expect(page.getByTestId('capture-retry')).toBeInViewport({ ratio: 1 });
  await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    setInterval(() => canvas.getContext('2d')?.fillRect(0, 0, Math.random() * 300, 100), 50);
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(10));
  });
  await page.getByTestId('capture-retry').click();
  await expect(page.getByTestId('capture-shoot')).toBeEnabled();
});
