// binaryen's wasm-opt, for the modules that ask for it in wasm-modules.mjs.

import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './command.mjs';
import { compress, formatSize } from './compress.mjs';
import { MissingTool } from './failures.mjs';
import { ROOT } from './paths.mjs';
import { say, withProgress } from './progress.mjs';

const SCRIPT = path.join(ROOT, 'node_modules/binaryen/bin/wasm-opt');

/**
 * Rewrites a module in place and prints what that did to its size: the raw file
 * shrinks, the compressed one may grow.
 * @param {string} name shown in the progress line
 * @param {string} file
 */
export async function reoptimise(name, file) {
  if (!existsSync(SCRIPT)) {
    throw new MissingTool('wasm-opt', 'npm install --save-dev binaryen@132');
  }
  const before = await compress(file);
  const optimised = `${file}.optimised`;
  await withProgress(`wasm-opt ${name}`, () =>
    runQuietly(process.execPath, [SCRIPT, '-Oz', file, '-o', optimised]),
  );
  renameSync(optimised, file);
  const after = await compress(file);
  for (const kind of /** @type {const} */ (['raw', 'gzip', 'brotli'])) {
    say(`  wasm-opt ${name}: ${kind} ${formatSize(before[kind])} → ${formatSize(after[kind])}`);
  }
}
