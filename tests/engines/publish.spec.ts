/** From a project to an article, and what its readers meet there in the same engine. */
import { readFileSync } from 'node:fs';
import { serveFolder, unzipTo, type Host } from '../browser/support/article.js';
import { fixture } from '../browser/support/studio.js';
import { photosOf } from '../browser/support/training.js';
import { expect, test } from './fixtures.js';
import { expectToFit } from './fit.js';
import type { Page } from './page.js';
import { untilTrainable } from './ready.js';

const WIDGET = 'kiln-classifier';
const PREVIEW = ['[data-testid=preview-frame]', WIDGET, 'button'];

/** A reader tries a picture of their own. */
async function read(at: Page, { url }: Host): Promise<void> {
  await at.open(url);
  await at.click([WIDGET, 'button']);
  await at.chooseFiles([WIDGET, 'input[type=file]'], [photosOf('daisy')[0] ?? '']);
  await at.see([WIDGET, '[part=verdict]'], /./);
  expect(await at.with([WIDGET, '[part=predictions]'], (list) => list.innerText)).toMatch(/%/);
  await expectToFit(at, false);
}

test('a project of an earlier version is published and read', async ({ at, site }, info) => {
  await at.open(`${site.url}train.html`);
  await untilTrainable(at);
  await at.chooseFiles('[data-testid=project-file]', [fixture('of-0.1/project.zip')]);
  await expect.poll(() => at.count('[data-testid=version] option')).toBeGreaterThan(0);
  await at.fill('[data-testid=publish-title]', 'Which flower is it?');
  // The preview is the real page: its widget runs.
  await at.see(PREVIEW, /Try it with your own picture/);
  await expectToFit(at);
  const zip = await at.download(() => at.click('[data-testid=publish-site]'));
  await at.see('[data-testid=publish-agreement]', /./);

  const folder = info.outputPath('site');
  expect(unzipTo(readFileSync(zip), folder)).toContain('index.html');
  const host = await serveFolder(folder);
  try {
    await read(at, host);
  } finally {
    host.close();
  }
});
