// npm run faults [-- COUNT]: the long round of faults on purpose, 10,000 altered files of each kind unless told
// otherwise. `npm test` has the same round with a few hundred. What falls is written beside cargo's other files.

import { WORKSPACE } from './lib/cargo.mjs';
import { run } from './lib/command.mjs';
import { Failure, main } from './lib/failures.mjs';
import { targetDir } from './lib/paths.mjs';
import { findRust } from './lib/rust.mjs';

await main(async () => {
  const count = process.argv[2] ?? '10000';
  if (!/^[1-9]\d*$/.test(count)) throw new Failure(`${count} is no number of files`);
  await findRust();
  const env = { CARGO_TARGET_DIR: targetDir(), KILN_FAULTS: count };
  const arguments_ = ['test', ...WORKSPACE, '--exclude', 'kiln-bindgen', '--test', 'faults', '--', '--nocapture'];
  await run('cargo', arguments_, { env });
  await run('npx', ['--no-install', 'vitest', 'run', 'tests/unit/project-json.test.ts'], { env });
});
