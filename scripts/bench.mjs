// npm run bench: Kiln beside LiteRT.js, MediaPipe, TensorFlow.js, ONNX Runtime Web and jax-js, in one browser.
// docs/performance.md says what is measured; `npm run bench -- --help` how to choose.

import { HELP, readOptions } from '../tests/bench/node/options.mjs';
import { requireChromium } from './lib/chromium.mjs';
import { all, main } from './lib/failures.mjs';
import { installNodePackages } from './lib/node-packages.mjs';
import { bundlePage } from './lib/page-build.mjs';
import { buildWasm } from './lib/wasm-build.mjs';
import { buildWidget } from './lib/widget-build.mjs';

await main(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(HELP);
  if (options['make-tflite']) {
    const { makeTflite } = await import('../tests/bench/peers/models/tflite.mjs');
    return makeTflite();
  }
  await all([installNodePackages(), buildWasm()]);
  if (options.phones) {
    await buildWidget();
    await bundlePage();
    const { benchPhones } = await import('../tests/bench/phones/run.mjs');
    if (!(await benchPhones(options, await requireChromium()))) process.exitCode = 1;
    return;
  }
  if (options.widget) {
    await buildWidget();
    const { benchWidget } = await import('../tests/bench/widget/run.mjs');
    return benchWidget(options, await requireChromium());
  }
  // Not before its packages are installed.
  const { bench, serveBenchPage } = await import('../tests/bench/run.mjs');
  if (options.serve) return serveBenchPage();
  if (!(await bench(options, await requireChromium()))) process.exitCode = 1;
});
