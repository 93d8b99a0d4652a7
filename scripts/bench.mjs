// npm run bench: Kiln beside TensorFlow.js and ONNX Runtime Web, in one browser.
// docs/performance.md says what is measured; `npm run bench -- --help` how to choose.

import { HELP, readOptions } from '../tests/bench/node/options.mjs';
import { requireChromium } from './lib/chromium.mjs';
import { all, explain } from './lib/failures.mjs';
import { installNodePackages } from './lib/node-packages.mjs';
import { buildWasm } from './lib/wasm-build.mjs';

/** @returns {import('../tests/bench/node/options.mjs').Options | null} */
function optionsOrHelp() {
  await main(async () => {
  const folder = await buildAll('bench');
  await requireChromium();
  const script = path.join(ROOT, 'tests/bench/run.mjs');
  await run(process.execPath, [script, ...process.argv.slice(2)], {
    env: { KILN_BENCH_FOLDER: folder },
  });
});
