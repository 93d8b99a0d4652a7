// Where things lie. Everything the build writes is in one of these folders, and
// git ignores all of them.

import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The finished page: a plain static folder. */
export const DIST = path.join(ROOT, 'dist');
/** The page that `npm start` opens while some of the wasm modules are still being compiled. */
export const DIST_FIRST = path.join(ROOT, 'dist-first');
/** The benchmark page, built apart so that the shipped folder stays what readers get. */
export const DIST_BENCH = path.join(ROOT, 'dist-bench');
/** The npm package of the widget. */
export const DIST_NPM = path.join(ROOT, 'dist-npm');
/** The wasm modules as the page imports them: www/generated/<module>/kiln.js. */
export const GENERATED = path.join(ROOT, 'www/generated');
/** Small notes of ours: what was built from what, and compressed copies. */
export const CACHE = path.join(ROOT, 'node_modules/.cache/kiln');

/**
 * On a build server what takes long to make lies outside the clone, so that where
 * a server keeps its home folder the next clone finds it; nothing depends on its
 * being there.
 */
const KEPT_CACHE = path.join(homedir(), '.cache/kiln');

/** Cargo's target folder. */
export function targetDir() {
  const chosen = process.env.KILN_TARGET_DIR || process.env.CARGO_TARGET_DIR;
  if (chosen) return path.resolve(ROOT, chosen);
  return path.join(process.env.CI ? KEPT_CACHE : ROOT, 'target');
}

/** The environments of Python, hundreds of megabytes each: `npm ci` would take them away with node_modules. */
export const pythonDir = () => path.join(process.env.CI ? KEPT_CACHE : CACHE, 'python');
