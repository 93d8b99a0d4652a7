// www/ and the wasm modules → dist/: Vite's build, then a Brotli copy beside each
// file that gains by it, which many web servers (and ours) send as it is.

import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { addArticle } from './article-build.mjs';
import { compress } from './compress.mjs';
import { DIST, ROOT } from './paths.mjs';
import { say, withProgress } from './progress.mjs';
import { filesUnder, hashOf, isFresh, recordStamp } from './stamp.mjs';

const STEP = 'page';
const OUTPUTS = [path.relative(ROOT, DIST)];
/** Everything the page is made of: the wasm modules (www/generated) and the weights too. */
const SOURCES = [
  'index.html',
  'www',
  'crates/core/assets',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'scripts/lib/page-build.mjs',
  'scripts/lib/article-build.mjs',
  'scripts/lib/security-headers.mjs',
];
const COMPRESSED = /\.(html|js|css|wasm|svg|json|webmanifest)$/;

/** Builds the page where it is out of date. */
export async function buildPage() {
  const inputs = hashOf(filesUnder(SOURCES));
  if (isFresh(STEP, inputs, OUTPUTS)) return say('page: up to date');
  await withProgress('page', async (progress) => {
    progress('bundling');
    // Imported here, since this file is loaded before npm packages are installed.
    const { build } = await import('vite');
    await build({ root: ROOT, logLevel: 'warn' });
    addArticle();
    progress('compressing');
    await addBrotliCopies(OUTPUTS);
  });
  recordStamp(STEP, inputs, OUTPUTS);
}

/** @param {string[]} places */
async function addBrotliCopies(places) {
  for (const file of filesUnder(places).filter((name) => COMPRESSED.test(name))) {
    const absolute = path.join(ROOT, file);
    const { raw, brotli, brotliFile } = await compress(absolute);
    if (brotli < raw) copyFileSync(brotliFile, `${absolute}.br`);
  }
}
