// node scripts/article-answers.mjs [FLOWERS DOODLES]: writes beneath the sample pictures of the demo article what
// the models say of them, as its own widgets answer in a browser. Needs `npm run build` before, and once more
// afterwards. Given the folders of scripts/article-models.mjs, it also counts how many pictures that nobody has
// learnt from the widgets name rightly: the figures in the article's text.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { ARTICLE } from './lib/article-build.mjs';
import { CHROMIUM_ARGS, requireChromium } from './lib/chromium.mjs';
import { main } from './lib/failures.mjs';
import { readDrawing, UNSEEN_DRAWINGS } from './lib/drawings.mjs';
import { DIST } from './lib/paths.mjs';
import { startServer } from './lib/server.mjs';

/** @typedef {import('../www/widget/element.ts').KilnClassifier} KilnClassifier */
/** @typedef {{ label: string, type: string, base64: string }} Unseen */

const [flowers, doodles] = process.argv.slice(2);
/** Names of the folders, as the article calls them. */
const FLOWERS = { daisy: 'daisy', dandelion: 'dandelion', roses: 'rose', sunflowers: 'sunflower', tulips: 'tulip' };
/** The words of the widget, in both languages. */
const UNKNOWN = { en: 'Probably none of these', 'zh-Hans': '可能都不是' };

await main(async () => {
  const server = await startServer({ folder: DIST });
  const browser = await chromium.launch({ executablePath: await requireChromium(), args: CHROMIUM_ARGS });
  const page = await browser.newPage();
  for (const [file, language] of /** @type {const} */ ([
    ['index.html', 'en'],
    ['zh-Hans.html', 'zh-Hans'],
  ])) {
    await page.goto(`${server.url}article/${file}`);
    const answers = await page.evaluate(answersOfPage);
    const source = path.join(ARTICLE, file);
    let text = readFileSync(source, 'utf8');
    for (const { src, label, probability, isUnknown } of answers) {
      // As the widget writes it (www/shared/i18n/percent.ts): what is not certain is not shown as certain.
      const format = (/** @type {number} */ share) =>
        new Intl.NumberFormat(language, { style: 'percent' }).format(share);
      const percent = probability < 0.995 ? format(probability) : `>${format(0.99)}`;
      const caption = isUnknown ? UNKNOWN[language] : `${label} ${percent}`;
      console.log(`${file}: ${src}: ${caption}`);
      const place = new RegExp(`(<img src="${src}"[^>]*><figcaption>)[^<]*(</figcaption>)`);
      if (!place.test(text)) throw new Error(`${file} has no caption for ${src}`);
      // A function, for a name may hold what a replacement would read as a reference.
      text = text.replace(
        place,
        (_, before, after) =>
          before + caption.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') + after,
      );
    }
    writeFileSync(source, text);
    if (language !== 'en' || !flowers || !doodles) continue;
    for (const [position, unseen] of [
      unseenFlowers(flowers),
      UNSEEN_DRAWINGS.flatMap((kind) => unseenDrawings(doodles, kind)),
    ].entries()) {
      const { numRight, numUnknown } = await page.evaluate(judge, { position, unseen });
      console.log(
        `${position === 0 ? 'flowers' : 'drawings'}: ${numRight} of ${unseen.length} right, ${numUnknown} "none of these"`,
      );
    }
  }
  await browser.close();
  await server.close();
});

/** @param {string} folder @returns {Unseen[]} */
function unseenFlowers(folder) {
  return Object.entries(FLOWERS).flatMap(([kind, label]) => {
    const place = path.join(folder, 'val', kind);
    const files = readdirSync(place).filter((file) => file.endsWith('.jpg'));
    return files.map((file) => ({ label, type: 'image/jpeg', base64: readFileSync(path.join(place, file), 'base64') }));
  });
}

/** @param {string} folder @param {(typeof UNSEEN_DRAWINGS)[number]} kind @returns {Unseen[]} */
function unseenDrawings(folder, { label, kind, start, count }) {
  return Array.from({ length: count }, (_, index) => {
    const base64 = Buffer.from(readDrawing(folder, kind, start + index)).toString('base64');
    return { label, type: 'image/png', base64 };
  });
}

/**
 * In the page: how many the widget at this position names rightly.
 * @param {{ position: number, unseen: Unseen[] }} job
 */
async function judge({ position, unseen }) {
  const element = document.querySelectorAll('kiln-classifier')[position];
  let [numRight, numUnknown] = [0, 0];
  for (const { label, type, base64 } of unseen) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const answer = await element?.classify(new Blob([bytes], { type }));
    if (answer?.isUnknown) numUnknown += 1;
    else if (answer?.predictions[0]?.label === label) numRight += 1;
  }
  return { numRight, numUnknown };
}

/** In the page: what each widget says of its own samples. */
async function answersOfPage() {
  const answers = [];
  for (const element of document.querySelectorAll('kiln-classifier')) {
    for (const image of element.querySelectorAll('img')) {
      const picture = await (await fetch(image.src)).blob();
      const { predictions, isUnknown } = await element.classify(picture);
      const [{ label, probability } = { label: '', probability: 0 }] = predictions;
      answers.push({ src: image.getAttribute('src'), label, probability, isUnknown });
    }
  }
  return answers;
}
