/**
 * Renders the icons of the installed page from their SVG sources, with the system's Chromium.
 *
 * Run it after changing `www/public/icons/favicon.svg` or `icon-maskable.svg`: `node scripts/icons.mjs`.
 * The PNGs are committed, so nobody needs to run it to build the page.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from './lib/chromium.mjs';

const folder = new URL('../www/public/icons/', import.meta.url);

/** The maskable source fills its square, because the system cuts the shape; iOS rounds corners itself. */
const outputs = [
  { file: 'icon-192.png', source: 'favicon.svg', size: 192 },
  { file: 'icon-512.png', source: 'favicon.svg', size: 512 },
  { file: 'icon-maskable-512.png', source: 'icon-maskable.svg', size: 512 },
  { file: 'apple-touch-icon.png', source: 'icon-maskable.svg', size: 180 },
];

const executablePath = await findChromium();
if (!executablePath) throw new Error('No Chromium was found: npm test installs one');
const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
const page = await browser.newPage();
for (const { file, source, size } of outputs) {
  const svg = await readFile(new URL(source, folder), 'base64');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>body { margin: 0 } img { display: block }</style>
     <img width="${size}" height="${size}" src="data:image/svg+xml;base64,${svg}">`,
  );
  await writeFile(new URL(file, folder), await page.screenshot({ omitBackground: true }));
  console.log(`${file}: ${size} × ${size}`);
}
await browser.close();
