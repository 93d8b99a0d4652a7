// The command line of this checkout, for tests that need it running.

import path from 'node:path';
import { WORKSPACE } from './cargo.mjs';
import { runQuietly } from './command.mjs';
import { targetDir } from './paths.mjs';

/**
 * Compiles `kiln` with the features of the native tests, which have compiled its dependencies already.
 * @returns {Promise<string>} the path of the program
 */
export async function buildKiln() {
  const target = targetDir();
  // Of a test, since cargo then chooses the features that all the native tests share.
  const args = ['test', ...WORKSPACE, '--exclude', 'kiln-bindgen', '--test', 'serve_feedback', '--no-run'];
  await runQuietly('cargo', args, { env: { CARGO_TARGET_DIR: target } });
  return path.join(target, 'debug', process.platform === 'win32' ? 'kiln.exe' : 'kiln');
}
