// Several pictures of one thing on one sheet, each under a line that says what it is.

import { writeFileSync } from 'node:fs';

/**
 * Lays pictures out in rows, scaled to one height.
 *
 * @param {import('@playwright/test').Browser} browser
 * @param {{ label: string, png: Buffer }[][]} rows
 * @param {{ file: string, height: number, quality?: number }} options
 */
export async function saveContactSheet(browser, rows, { file, height, quality = 72 }) {
  const page = await browser.newPage({ viewport: { width: 400, height: 400 } });
  const figures = rows.map((row) =>
    row.map(({ label, png }) => {
      const source = `data:image/png;base64,${png.toString('base64')}`;
      return `<figure><figcaption>${label}</figcaption><img src="${source}" height="${height}"></figure>`;
    }),
  );
  await page.setContent(
    `<!doctype html><style>
      body { margin: 0; padding: 12px; background: #999; font: 12px system-ui, sans-serif; inline-size: max-content }
      div { display: flex; gap: 12px; margin-block-end: 12px }
      figure { margin: 0 }
      figcaption { padding-block-end: 4px }
      img { display: block }
    </style>${figures.map((row) => `<div>${row.join('')}</div>`).join('')}`,
  );
  await page.evaluate(() => Promise.all(Array.from(document.images, (image) => image.decode())));
  writeFileSync(file, await page.locator('body').screenshot({ type: 'jpeg', quality }));
  await page.close();
}
