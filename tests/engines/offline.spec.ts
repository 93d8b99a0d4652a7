/** Loaded once, the pages work without a network. */
import { fixture } from '../browser/support/studio.js';
import { photosOf } from '../browser/support/training.js';
import { test } from './fixtures.js';
import { untilKept, untilReady, untilTrainable } from './ready.js';
import { fillClass } from './training.js';

test('it reloads and classifies when the server is gone', async ({ at, site }) => {
  await at.open(`${site.url}?device=cpu`);
  await untilReady(at);
  await untilKept(at);
  await at.see('[data-testid=offline-note]', /work.*offline/i);
  await site.close();
  await at.reload();
  await untilReady(at);
  await at.chooseFiles('[data-testid=file-input]', [fixture('pictures/bird.jpg')]);
  await at.see('[data-testid=prediction]', /chickadee/i);
});

test('it trains when the server is gone', async ({ at, site }) => {
  await at.open(`${site.url}train.html`);
  await untilTrainable(at);
  await untilKept(at);
  await at.call(async () => {
    const isStored = async () => (await (await caches.open('kiln-train')).keys()).length > 0;
    while (!(await isStored())) await new Promise((resolve) => setTimeout(resolve, 100));
  });
  await site.close();
  await at.reload();
  await untilTrainable(at);
  await fillClass(at, 1, 'daisy', photosOf('daisy'));
  await fillClass(at, 2, 'tulips', photosOf('tulips'));
  await at.click('[data-testid=train-start]');
  await at.see('[data-testid=accuracy]', /right/);
});
