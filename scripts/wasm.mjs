// node scripts/wasm.mjs: builds the wasm modules, and only those that changed.

import { main } from './lib/failures.mjs';
import { buildWasm } from './lib/wasm-build.mjs';

await main(buildWasm);
