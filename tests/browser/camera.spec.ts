/** Cameras on bad days: fingers that move, cables that come out, pictures that stand still. */
import { expect, test, type Page } from '@playwright/test';
import { openTraining } from './support/training.js';

declare global {
  interface Window {
    /** The made-up camera: what it sends, and how it is brought to stop. */
    camera: { track: MediaStreamTrack; freeze(): void; lose(event: 'ended' | 'mute'): void };
  }
}

/** A camera that shows something else each time, drawn by the page. */
async function withMadeUpCamera(page: Page): Promise<void> {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [320, 240];
      const context = canvas.getContext('2d')!;
      const timer = setInterval(() => {
        context.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
        context.fillRect(Math.random() * 300, Math.random() * 200, 90, 90);
      }, 30);
      const stream = canvas.captureStream(30);
      const [track] = stream.getVideoTracks();
      if (!track) throw new Error('a canvas gives a track');
      window.camera = {
        track,
        freeze: () => clearInterval(timer),
        lose: (event) => {
          if (event === 'ended') track.stop();
          else Object.defineProperty(track, 'muted', { value: true });
          track.dispatchEvent(new Event(event));
        },
      };
      return stream;
    };
  });
}

async function openRecorder(page: Page) {
  await withMadeUpCamera(page);
  await openTraining(page);
  await page.getByTestId('class-card').first().getByTestId('class-camera').click();
  const shoot = page.getByTestId('capture-shoot');
  await expect(shoot).toBeEnabled();
  return shoot;
}

const numTaken = async (page: Page) =>
  Number.parseInt((await page.getByTestId('capture-status').textContent()) ?? '', 10) || 0;

test.describe('with a finger', () => {
  test.use({ hasTouch: true });

  test('it records while the finger is down, though that moves and stays long', async ({ page }) => {
    const shoot = await openRecorder(page);
    await shoot.scrollIntoViewIfNeeded();
    const box = (await shoot.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const client = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    await touch('touchStart', [{ x, y }]);
    for (let by = 5; by <= 60; by += 5) {
      await touch('touchMove', [{ x, y: y - by }]);
      await page.waitForTimeout(25);
    }
    const afterMoving = await numTaken(page);
    // Longer than a long press takes.
    await page.waitForTimeout(1500);
    await expect(shoot).toHaveAttribute('aria-pressed', 'true');
    await expect(async () => expect(await numTaken(page)).toBeGreaterThan(afterMoving + 3)).toPass();
    await touch('touchEnd', []);
    await expect(shoot).toHaveAttribute('aria-pressed', 'false');
  });
});

test('the left button of a mouse records, and no other', async ({ page }) => {
  const shoot = await openRecorder(page);
  await shoot.hover();
  await page.mouse.down({ button: 'right' });
  await page.waitForTimeout(300);
  await expect(shoot).toHaveAttribute('aria-pressed', 'false');
  await page.mouse.up({ button: 'right' });
  expect(await numTaken(page)).toBe(0);
  await page.mouse.down();
  await expect(shoot).toHaveAttribute('aria-pressed', 'true');
  await page.mouse.up();
  await expect(shoot).toHaveAttribute('aria-pressed', 'false');
});

for (const event of ['ended', 'mute'] as const) {
  test(`a camera that is lost while it records (${event}) ends that, says so and can be tried again`, async ({
    page,
  }) => {
    const shoot = await openRecorder(page);
    await shoot.press('Enter');
    await expect(page.getByTestId('capture-status')).toContainText('2 pictures taken');
    await page.evaluate((event) => window.camera.lose(event), event);
    await expect(page.getByRole('alert')).toContainText('The camera stopped.');
    await expect(shoot).toHaveAttribute('aria-pressed', 'false');
    await expect(shoot).toBeDisabled();
    await page.getByTestId('capture-retry').click();
    await expect(shoot).toBeEnabled();
    await shoot.press('Enter');
    await expect(shoot).toHaveAttribute('aria-pressed', 'true');
    await shoot.press('Enter');
  });
}

test('a frozen picture is kept once, and ends the recording with a sentence', async ({ page }) => {
  const shoot = await openRecorder(page);
  await page.evaluate(() => window.camera.freeze());
  await page.waitForTimeout(200);
  await shoot.press('Enter');
  await expect(page.getByRole('alert')).toContainText('The camera’s picture is frozen.');
  await expect(shoot).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByTestId('filmstrip').getByRole('listitem')).toHaveCount(1);
  await page.getByTestId('capture-retry').click();
  await expect(shoot).toBeEnabled();
});

test('on the page that classifies it says so too', async ({ page }) => {
  await withMadeUpCamera(page);
  await page.goto('./?device=cpu');
  await page.getByTestId('camera-open').click();
  await expect(page.getByTestId('camera-shoot')).toBeEnabled();
  await page.evaluate(() => window.camera.lose('ended'));
  await expect(page.getByText('The camera stopped.')).toBeVisible();
  await page.getByTestId('camera-retry').click();
  await expect(page.getByTestId('camera-shoot')).toBeEnabled();
});
