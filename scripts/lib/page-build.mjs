// www/ and the wasm modules → dist/: Vite's build, and for those who put it on a web server a
// Brotli copy beside each file that gains by it, which many (and ours) send as it is.

import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { addArticle } from './article-build.mjs';
import { compress } from './compress.mjs';
import { DIST, ROOT } from './paths.mjs';
import { say, withProgress } from './progress.mjs';
import { filesUnder, hashOf, isFresh, recordStamp } from './stamp.mjs';

const STEP = 'page';
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

/** Builds the page where it is out of date, with its compressed copies. */
export async function buildPage() {
  await bundlePage();
  await withProgress('page, compressed', addBrotliCopies);
}

/** Builds the page where it is out of date. */
export async function bundlePage() {
  const inputs = hashOf(filesUnder(SOURCES));
  if (isFresh(STEP, inputs, bundledFiles())) return say('page: up to date');
  await withProgress('page', async () => {
    // Imported here, since this file is loaded before npm packages are installed.
    const { build } = await import('vite');
    await build({ root: ROOT, logLevel: 'warn' });
    addArticle();
  });
  recordStamp(STEP, inputs, bundledFiles());
}

function bundledFiles() {
  return filesUnder([path.relative(ROOT, DIST)]).filter((file) => !file.endsWith('.br'));
}

async function addBrotliCopies() {
  for (const file of bundledFiles().filter((name) => COMPRESSED.test(name))) {
    const absolute = path.join(ROOT, file);
    const { raw, brotli, brotliFile } = await compress(absolute);
    if (brotli < raw) copyFileSync(brotliFile, `${absolute}.br`);
  }
}
