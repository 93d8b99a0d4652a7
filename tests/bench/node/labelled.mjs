// Pictures that a person has named, for --pictures: how often is each runner right? They are decoded and resized once,
// by the browser's canvas, and everybody gets the same numbers.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../../scripts/lib/failures.mjs';

/** @import { Browser } from '@playwright/test' */

/** @typedef {{ label: number, input: Float32Array }} Labelled */

const NUM_CLASSES = 1000;
const KINDS = /\.(jpe?g|png)$/i;

/**
 * @param {Browser} browser
 * @param {string} folder with a folder for each class, named by its index
 * @returns {Promise<Labelled[]>}
 */
export async function readLabelled(browser, folder) {
  const page = await browser.newPage();
  try {
    const labelled = [];
    for (const { file, label } of filesOf(folder)) {
      const base64 = readFileSync(file).toString('base64');
      labelled.push({ label, input: Float32Array.from(await page.evaluate(inputOf, base64)) });
    }
    return labelled;
  } finally {
    await page.close();
  }
}

/** @param {string} folder */
function filesOf(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = names.flatMap(({ name }) => {
    const label = Number(name);
    if (!Number.isInteger(label) || label < 0 || label >= NUM_CLASSES) {
      throw new Failure(`--pictures: the folder ${name} is no index of ImageNet, 0 to ${NUM_CLASSES - 1}`);
    }
    const inside = readdirSync(path.join(folder, name)).filter((file) => KINDS.test(file));
    return inside.map((file) => ({ label, file: path.join(folder, name, file) }));
  });
  if (files.length === 0) throw new Failure(`--pictures: there are no pictures in the folders of ${folder}`);
  return files;
}

/**
 * In the page: `[3, 224, 224]`, the middle of the picture, each value (x − 127) / 128.
 * @param {string} base64
 */
async function inputOf(base64) {
  const [side, kept] = [224, 224 / 256];
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const square = Math.floor(kept * Math.min(bitmap.width, bitmap.height));
  const context = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gave no canvas');
  context.imageSmoothingQuality = 'high';
  const [left, top] = [(bitmap.width - square) / 2, (bitmap.height - square) / 2];
  context.drawImage(bitmap, left, top, square, square, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  const numPixels = side * side;
  return Array.from(
    { length: 3 * numPixels },
    (_, at) => ((data[(at % numPixels) * 4 + Math.floor(at / numPixels)] ?? 0) - 127) / 128,
  );
}
