// www/ and the wasm modules → dist/: Vite's build, then a Brotli copy beside each
// file that gains by it, which many web servers (and ours) send as it is.

import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { compress } from './compress.mjs';
import { DIST, DIST_BENCH, ROOT } from './paths.mjs';
import { say, withProgress } from './progress.mjs';
import { filesUnder, hashOf, isFresh, recordStamp } from './stamp.mjs';

/** Everything the page is made of; www/generated is among it. */
const SOURCES = [
  'index.html',
  'www',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
  'scripts/lib/page-build.mjs',
  'scripts/lib/security-headers.mjs',
];
const BENCH_SOURCES = ['bench.html', 'tests/bench'];
const COMPRESSED = /\.(html|js|css|wasm|svg|json|webmanifest)$/;

/**
 * Builds the page where it is out of date and returns the folder it lies in.
 * @param {'production' | 'bench'} [mode]
 */
export async function buildPage(mode = 'production') {
  const isBench = mode === 'bench';
  const folder = isBench ? DIST_BENCH : DIST;
  const step = `page-${mode}`;
  const inputs = hashOf(filesUnder([...SOURCES, ...(isBench ? BENCH_SOURCES : [])]), [mode]);
  const outputs = [path.relative(ROOT, folder)];
  if (isFresh(step, inputs, outputs)) {
    say('page: up to date');
    return folder;
  }
  await withProgress('page', async (progress) => {
    progress('bundling');
    // Imported here, since this file is loaded before npm packages are installed.
    const { build } = await import('vite');
    await build({ root: ROOT, mode, logLevel: 'warn' });
    progress('compressing');
    await addBrotliCopies(outputs);
  });
  recordStamp(step, inputs, outputs);
  return folder;
}

/** @param {string[]} places */
async function addBrotliCopies(places) {
  for (const file of filesUnder(places).filter((name) => COMPRESSED.test(name))) {
    const absolute = path.join(ROOT, file);
    const { raw, brotli, brotliFile } = await compress(absolute);
    if (brotli < raw) copyFileSync(brotliFile, `${absolute}.br`);
  }
}
