// node scripts/budgets.mjs: what a first visit downloads, against budgets.json.
// Ends with 1 where something has grown past its budget.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, main } from './lib/failures.mjs';
import { DIST } from './lib/paths.mjs';
import { formatTable, isOver, measure } from './lib/size-report.mjs';

/** Prints the table and throws if a budget is broken. */
export async function checkBudgets() {
  if (!existsSync(path.join(DIST, 'index.html'))) {
    throw new Failure('There is no dist/ yet: npm run build');
  }
  const rows = await measure(DIST);
  console.log(`\n${formatTable(rows)}\n`);
  const over = rows.filter(isOver).map((row) => row.title);
  if (over.length > 0) throw new Failure(`Over budget: ${over.join('; ')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(checkBudgets);
