// npm run build: the wasm modules and the page into dist/, and what they weigh.

import { checkBudgets } from './budgets.mjs';
import { buildAll } from './lib/build.mjs';
import { explain } from './lib/missing-tool.mjs';

try {
  await buildAll();
  await checkBudgets();
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
