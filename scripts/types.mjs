// npm run types: writes www/types/core.ts, the TypeScript types and constants of the core. The test that
// compares the file with the structs is also what writes it, so there is nothing else to compile.

import { WORKSPACE } from './lib/cargo.mjs';
import { run } from './lib/command.mjs';
import { main } from './lib/failures.mjs';
import { targetDir } from './lib/paths.mjs';

await main(async () => {
  const env = { CARGO_TARGET_DIR: targetDir(), KILN_WRITE_TYPES: '1' };
  await run('cargo', ['test', ...WORKSPACE, '--lib', 'the_types_of_the_page'], { env });
});
