// The three articles that are timed, each as its makers would put it on a web host, with Brotli copies.

import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { compress } from '../../../scripts/lib/compress.mjs';
import { CACHE, ROOT } from '../../../scripts/lib/paths.mjs';
import { withProgress } from '../../../scripts/lib/progress.mjs';
import { filesUnder } from '../../../scripts/lib/stamp.mjs';
import { BACKBONE, WIDGET_FILES } from '../../../scripts/lib/widget-build.mjs';

const PAGES = path.join(ROOT, 'tests/bench/widget/pages');
const COMPRESSED = /\.(html|js|mjs|wasm)$/;
export const PICTURE = path.join(ROOT, 'tests/fixtures/pictures/flowers25/dandelion/1128626197_3f52424215_n.jpg');

/** @returns {Promise<string>} the folder to serve */
export async function buildArticles() {
  const folder = path.join(CACHE, 'bench-widget');
  await withProgress('articles to time', async (progress) => {
    const { build } = await import('vite');
    await build({
      root: PAGES,
      configFile: false,
      publicDir: false,
      base: './',
      logLevel: 'warn',
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: 'es2022',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: Infinity,
        rolldownOptions: { input: ['tfjs', 'onnxruntime'].map((name) => path.join(PAGES, `${name}.html`)) },
      },
    });
    // Kiln's article goes through no bundler: a publisher's does not either.
    const article = path.join(folder, 'kiln');
    mkdirSync(article);
    for (const [from, name] of [
      [path.join(PAGES, 'kiln.html'), 'index.html'],
      ...['kiln-classifier.js', 'kiln-worker.js', 'kiln-runtime.wasm'].map((own) => [
        path.join(WIDGET_FILES, own),
        own,
      ]),
      [BACKBONE, 'kiln-backbone.safetensors'],
      [path.join(ROOT, 'www/article/models/flowers.safetensors'), 'flowers.safetensors'],
    ]) {
      copyFileSync(from ?? '', path.join(article, name ?? ''));
    }
    progress('compressing');
    for (const file of filesUnder([path.relative(ROOT, folder)]).filter((name) => COMPRESSED.test(name))) {
      const absolute = path.join(ROOT, file);
      const { raw, brotli, brotliFile } = await compress(absolute);
      if (brotli < raw) copyFileSync(brotliFile, `${absolute}.br`);
    }
  });
  return folder;
}
