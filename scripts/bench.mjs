// npm run bench: builds the benchmark page and hands it to tests/bench/run.mjs,
// which times it beside its peers. What follows `--` is passed on.

import path from 'node:path';
import { buildAll } from './lib/build.mjs';
import { requireChromium } from './lib/chromium.mjs';
import { run } from './lib/command.mjs';
import { explain } from './lib/missing-tool.mjs';
import { ROOT } from './lib/paths.mjs';

try {
  const folder = await buildAll('bench');
  await requireChromium();
  const script = path.join(ROOT, 'tests/bench/run.mjs');
  await run(process.execPath, [script, ...process.argv.slice(2)], {
    env: { KILN_BENCH_FOLDER: folder },
  });
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
