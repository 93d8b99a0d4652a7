/** The command line shows pictures as browsers do: here, that what it is compared with is what this browser shows. */
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { shown } from '../fixtures/alike/shown.mjs';
import { openHarness, loadModel } from './support/harness.js';
import { fixture, readJson } from './support/studio.js';

interface Shown {
  width: number;
  height: number;
  quarters: number[][];
}

test('profiles, turns, depths and first frames look as they are written down', async ({ page }) => {
  const expected = Object.entries(readJson<Record<string, Shown>>('alike/expected.json'));
  expect(expected.length).toBeGreaterThan(40);
  await openHarness(page);
  await loadModel(page, 'cpu', 'fused');
  for (const [file, { width, height, quarters }] of expected) {
    const bytes = readFileSync(fixture(`alike/${file}`));
    const now = await shown(page, bytes);
    expect([now.width, now.height], file).toEqual([width, height]);
    // Versions of a browser round in other ways.
    for (const [at, quarter] of quarters.entries())
      for (const [channel, mean] of quarter.entries())
        expect(Math.abs((now.quarters[at]?.[channel] ?? 0) - mean), `${file} ${at}`).toBeLessThanOrEqual(3);
    // What this browser opens, the look at its header does not refuse. What an AVIF cuts off is in it all the same.
    const probed = await page.evaluate((bytes) => window.kiln.probePicture(new Uint8Array(bytes)), [...bytes]);
    const sizes = [probed.width * probed.height, width * height];
    if (file === 'cropped.avif') expect(sizes[0], file).toBeGreaterThan(sizes[1] ?? 0);
    else expect(sizes[0], file).toBe(sizes[1]);
  }
});
