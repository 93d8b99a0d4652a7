// node scripts/example-pictures.mjs: draws the small pictures by which the training page offers its examples,
// public/projects/flowers.jpg and so on, from the pictures in their zips. What comes out is committed.

import { chromium } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHROMIUM_ARGS, requireChromium } from './lib/chromium.mjs';
import { ROOT } from './lib/paths.mjs';

const FOLDER = path.join(ROOT, 'www/public/projects');
/** Twice the size at which they are shown. */
const SIDE = 192;
const EXAMPLES = /** @type {const} */ ([
  ['flowers', 'jpg', 'image/jpeg'],
  ['doodles', 'png', 'image/png'],
  ['lights', 'jpg', 'image/jpeg'],
  ['charts', 'png', 'image/png'],
]);

/** Four pictures of a project, of as many of its classes as there are. @param {string} name */
function fourOf(name) {
  const entries = unzipSync(readFileSync(path.join(FOLDER, `${name}.zip`)));
  /** @type {{ pictures: { file: string, class: number }[], classes: unknown[] }} */
  const { pictures, classes } = JSON.parse(strFromU8(entries['project.json'] ?? new Uint8Array()));
  return Array.from({ length: 4 }, (_, index) => {
    const own = pictures.filter((picture) => picture.class === index % classes.length);
    const file = own[Math.floor(index / classes.length)]?.file ?? '';
    return `data:image/${file.endsWith('.png') ? 'png' : 'jpeg'};base64,${Buffer.from(entries[file] ?? []).toString('base64')}`;
  });
}

/** Runs in the page. @param {{ sources: string[], side: number, type: string }} wanted */
async function draw({ sources, side, type }) {
  const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = '#e4e7eb';
  context.fillRect(0, 0, side, side);
  for (const [index, source] of sources.entries()) {
    const image = Object.assign(new Image(), { src: source });
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const half = side / 2;
    // Of a photo the middle; of what is far from square, such as a traffic light, all of it.
    const isNarrow = Math.max(width, height) > 1.8 * Math.min(width, height);
    const scale = half / (isNarrow ? Math.max(width, height) : Math.min(width, height));
    const [left, top] = [(index % 2) * half, Math.floor(index / 2) * half];
    context.save();
    context.beginPath();
    context.rect(left, top, half, half);
    context.clip();
    const [x, y] = [left + (half - width * scale) / 2, top + (half - height * scale) / 2];
    context.drawImage(image, x, y, width * scale, height * scale);
    context.restore();
  }
  return canvas.toDataURL(type, 0.8).split(',')[1] ?? '';
}

const browser = await chromium.launch({ executablePath: await requireChromium(), args: CHROMIUM_ARGS });
const page = await browser.newPage();
for (const [name, ending, type] of EXAMPLES) {
  const base64 = await page.evaluate(draw, { sources: fourOf(name), side: SIDE, type });
  writeFileSync(path.join(FOLDER, `${name}.${ending}`), Buffer.from(base64, 'base64'));
}
await browser.close();
