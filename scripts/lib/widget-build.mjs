// www/widget/ → www/generated/widget-files/: the script that an article names and the
// worker it starts, each one file with a fixed name, and the wasm module beside them.
// The training page publishes these files as they are.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATED, ROOT } from './paths.mjs';
import { say, withProgress } from './progress.mjs';
import { filesUnder, hashOf, isFresh, recordStamp } from './stamp.mjs';
import { compactModule, compactTexts } from './widget-compact.mjs';

const STEP = 'widget';
export const WIDGET_FILES = path.join(GENERATED, 'widget-files');
/** The network whose features published models read, in 8 bits; its own test makes it anew and compares. */
export const BACKBONE = path.join(
  ROOT,
  'crates/core/assets/efficientnet-lite0/efficientnet-lite0.features.i8.safetensors',
);
const OUTPUTS = [path.relative(ROOT, WIDGET_FILES)];
export const WIDGET_SOURCES = [
  'www/widget',
  'www/shared',
  'www/generated/widget',
  'package-lock.json',
  'scripts/lib/widget-build.mjs',
  'scripts/lib/widget-compact.mjs',
];

/** Builds the widget where it is out of date. */
export async function buildWidget() {
  const inputs = hashOf(filesUnder(WIDGET_SOURCES));
  if (isFresh(STEP, inputs, OUTPUTS)) return say('widget: up to date');
  await withProgress('widget', async () => {
    const { build } = await import('vite');
    // A worker that is no module can be started from a blob: and from a file: address.
    for (const [entry, fileName, format] of /** @type {const} */ ([
      ['www/widget/worker.ts', 'kiln-worker.js', 'iife'],
      ['www/widget/index.ts', 'kiln-classifier.js', 'es'],
    ])) {
      await build({
        root: ROOT,
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        plugins: [compactTexts()],
        // So that a cache cannot pair one build's script with another's worker or runtime.
        define: buildName(inputs),
        build: {
          outDir: WIDGET_FILES,
          emptyOutDir: format === 'iife',
          target: 'es2022',
          minify: true,
          rolldownOptions: { output: { minify: true } },
          modulePreload: false,
          lib: { entry, formats: [format], name: 'kilnWidget', fileName: () => fileName },
        },
      });
    }
    dropBundlerHints(path.join(WIDGET_FILES, 'kiln-classifier.js'));
    await compactModule(path.join(WIDGET_FILES, 'kiln-classifier.js'));
    copyFileSync(path.join(GENERATED, 'widget/kiln_bg.wasm'), path.join(WIDGET_FILES, 'kiln-runtime.wasm'));
  });
  recordStamp(STEP, inputs, OUTPUTS);
}

/**
 * What the script calls its build, for Vite.
 * @param {string} inputs hash of what it is made of
 */
export const buildName = (inputs) => ({ KILN_BUILD: JSON.stringify(inputs.slice(0, 8)) });

/**
 * Takes out the comments that keep our bundler from following an address, for the bundlers of others have
 * to follow it.
 * @param {string} file
 */
export function dropBundlerHints(file) {
  const text = readFileSync(file, 'utf8');
  const bare = text.replaceAll(/\s*\/\* @vite-ignore \*\/\s*/g, '');
  if (bare === text) throw new Error(`${file} has no hint to the bundler: does it still name its files?`);
  writeFileSync(file, bare);
}
