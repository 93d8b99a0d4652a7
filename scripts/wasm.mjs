// node scripts/wasm.mjs: builds the wasm modules, and only those that changed.

import { explain } from './lib/missing-tool.mjs';
import { buildWasm } from './lib/wasm-build.mjs';

buildWasm().catch((error) => {
  explain(error);
  process.exitCode = 1;
});
