/** Teach a model from an example, come back to it, and go on with a run that was cut off. */
import { photosOf } from '../browser/support/training.js';
import { expect, test } from './fixtures.js';
import { expectToFit } from './fit.js';
import { untilTrainable } from './ready.js';
import { expectVersions, fillClass, openAdvanced, set } from './training.js';

/** 150 pictures, each looked at once by the large network: half a minute on one thread with nothing else to do. */
const EXAMPLE_MS = 180_000;

test('an example becomes a model that is there after a reload, and answers', async ({ at, site }) => {
  test.setTimeout(EXAMPLE_MS + 60_000);
  await at.open(`${site.url}train.html`);
  await at.click('[data-testid=start-flowers]');
  await at.see('[data-testid=plan]', /120.*30/);
  await at.click('[data-testid=train-start]');
  await at.see('[data-testid=accuracy]', /\d+ of \d+ right/, EXAMPLE_MS);
  const accuracy = await at.text('[data-testid=accuracy]');
  await expectToFit(at);

  await at.reload();
  await at.see('[data-testid=step-collect]', / 150 /);
  await at.see('[data-testid=accuracy]', /\d+ of \d+ right/);
  expect(await at.text('[data-testid=accuracy]')).toBe(accuracy);
  const thumbnail = '[data-testid=class-card] img';
  await expect.poll(() => at.with(thumbnail, (image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await at.chooseFiles('[data-testid=try-input]', [photosOf('daisy')[0] ?? '']);
  await at.see('[data-testid=try-best]', /daisy/);
});

test('a run whose tab was closed goes on', async ({ at, site }) => {
  await at.open(`${site.url}train.html`);
  await untilTrainable(at);
  await fillClass(at, 1, 'daisy', photosOf('daisy'));
  await fillClass(at, 2, 'tulips', photosOf('tulips'));
  await openAdvanced(at);
  await at.click('[data-testid=advanced] input[value=reference-cnn]');
  await set(at, 'epochs', 200);
  await set(at, 'batchSize', 2);
  await at.click('[data-testid=train-start]');
  // Looked at in every frame, for the whole run takes a few seconds.
  await at.call(async () => {
    const status = () => document.querySelector('[data-testid=train-status]')?.textContent ?? '';
    while (!/Epoch ([2-9]|\d\d+) of 200/.test(status())) await new Promise(requestAnimationFrame);
  });
  await at.reload();
  await at.see('[data-testid=resume-text]', /of 200/);
  await at.click('[data-testid=resume]');
  await expectVersions(at, 1);
  expect(await at.count('[data-testid=resume-text]')).toBe(0);
});
