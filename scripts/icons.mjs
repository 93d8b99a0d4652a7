/**
 * Renders the icons of the installed page from their SVG sources, with the system's Chromium.
 *
 * Run it after changing `www/public/icons/icon.svg` or `icon-maskable.svg`: `node scripts/icons.mjs`.
 * The PNGs are committed, so nobody needs to run it to build the page.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';

const folder = new URL('../www/public/icons/', import.meta.url);

/** The maskable source fills its square, because the system cuts the shape; iOS rounds corners itself. */
const outputs = [
  { file: 'icon-192.png', source: 'icon.svg', size: 192 },
  { file: 'icon-512.png', source: 'icon.svg', size: 512 },
  { file: 'icon-maskable-512.png', source: 'icon-maskable.svg', size: 512 },
  { file: 'apple-touch-icon.png', source: 'icon-maskable.svg', size: 180 },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
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
