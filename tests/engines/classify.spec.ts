/** Show the page pictures and read what is on them. */
import { fixture } from '../browser/support/studio.js';
import { expect, test } from './fixtures.js';
import { expectToFit } from './fit.js';
import { untilReady } from './ready.js';

const BEST = '[data-testid=result-card] [data-testid=prediction]';

test('a sample and a file are classified', async ({ at, site }) => {
  await at.open(`${site.url}?device=cpu`);
  await untilReady(at);
  await at.click('[data-testid=sample-parrot]');
  await at.see(BEST, /macaw \d+%/i);
  await at.see('[data-testid=result-card]', /\d ?ms on the CPU/);
  await at.see('[data-testid=device-line]', /Running on the CPU(, on \d threads)?\./);
  await at.chooseFiles('[data-testid=file-input]', [fixture('pictures/bird.jpg')]);
  await at.see(BEST, /chickadee \d+%/i);
  expect(await at.count('[data-testid=result-card]')).toBe(2);
  await expectToFit(at);
});

test('the language can be changed', async ({ at, site }) => {
  await at.open(site.url);
  await at.see('h1', /What is in the picture\?/);
  await at.click('[data-testid=language-zh-Hans]');
  await at.see('h1', /图片里有什么/);
  await untilReady(at);
});
