// npm run build: the wasm modules and the page into dist/, and what they weigh.

import { checkBudgets } from './budgets.mjs';
import { buildAll } from './lib/build.mjs';
import { main } from './lib/failures.mjs';

await main(async () => {
  await buildAll();
  await checkBudgets();
});
