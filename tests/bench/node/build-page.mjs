// bench.html, the wasm modules and the peers → dist-bench/, with a Brotli copy
// beside each file that a web server would compress.

import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { compress } from '../../../scripts/lib/compress.mjs';
import { DIST_BENCH, ROOT } from '../../../scripts/lib/paths.mjs';
import { say, withProgress } from '../../../scripts/lib/progress.mjs';
import { filesUnder, hashOf, isFresh, recordStamp } from '../../../scripts/lib/stamp.mjs';

const STEP = 'page-bench';
const SOURCES = [
  'bench.html',
  'tests/bench/page',
  'tests/bench/peers',
  'tests/bench/vite.config.ts',
  'tests/bench/node/build-page.mjs',
  'www/engine/adapter.ts',
  'www/shared',
  'www/generated',
  'crates/core/assets/efficientnet-lite0',
  'package-lock.json',
];
const OUTPUTS = [path.relative(ROOT, DIST_BENCH)];
const COMPRESSED = /\.(html|js|mjs|wasm)$/;

/** @returns {Promise<string>} the folder to serve */
export async function buildBenchPage() {
  const inputs = hashOf(filesUnder(SOURCES));
  if (isFresh(STEP, inputs, OUTPUTS)) {
    say('benchmark page: up to date');
    return DIST_BENCH;
  }
  await withProgress('benchmark page', async (progress) => {
    progress('bundling');
    const { build } = await import('vite');
    await build({ configFile: path.join(ROOT, 'tests/bench/vite.config.ts'), logLevel: 'warn' });
    // The peers' modules take a minute or two, once: the results are kept.
    progress('compressing');
    for (const file of filesUnder(OUTPUTS).filter((name) => COMPRESSED.test(name))) {
      const absolute = path.join(ROOT, file);
      const { raw, brotli, brotliFile } = await compress(absolute);
      if (brotli < raw) copyFileSync(brotliFile, `${absolute}.br`);
    }
  });
  recordStamp(STEP, inputs, OUTPUTS);
  return DIST_BENCH;
}

/**
 * What a visitor downloads for these addresses, in the form the server sends.
 * @param {string[]} addresses
 */
export function downloadSizes(addresses) {
  /** @type {{ runtimeBytes: number, weightsBytes: number, files: string[] }} */
  const sizes = { runtimeBytes: 0, weightsBytes: 0, files: [] };
  // What a page makes itself, such as the scripts of its workers, is not downloaded.
  const sent = addresses.filter((address) => !address.startsWith('blob:'));
  for (const address of new Set(sent.map((url) => new URL(url).pathname))) {
    const file = path.join(DIST_BENCH, decodeURIComponent(address));
    // The names carry the hash of the content: they say which build was measured.
    sizes.files.push(path.basename(file));
    if (/\.(safetensors|onnx|tflite)$/.test(file)) sizes.weightsBytes += readFileSync(file).length;
    else sizes.runtimeBytes += sentSize(file);
  }
  return sizes;
}

/** @param {string} file */
function sentSize(file) {
  try {
    return readFileSync(`${file}.br`).length;
  } catch {
    return readFileSync(file).length;
  }
}
