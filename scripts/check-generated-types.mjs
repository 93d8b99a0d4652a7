// node scripts/check-generated-types.mjs: the wasm modules offer the same interface,
// so that the page can use one for the other. (Whether the page uses it rightly is
// the type checker's to say: it reads these very files.)

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATED } from './lib/paths.mjs';
import { WASM_MODULES } from './lib/wasm-modules.mjs';

/**
 * The part written for callers. `InitOutput` lists the raw exports of one binary,
 * which do differ.
 * @param {string} name
 */
function interfaceOf(name) {
  const types = readFileSync(path.join(GENERATED, name, 'kiln.d.ts'), 'utf8');
  return types.replace(/export interface InitOutput \{[\s\S]*?\n\}/, '').split('\n');
}

const [first, ...others] = WASM_MODULES.map(({ name }) => ({ name, lines: interfaceOf(name) }));
let numDifferences = 0;
for (const other of others) {
  const numLines = Math.max(first?.lines.length ?? 0, other.lines.length);
  for (let i = 0; i < numLines; i++) {
    const [expected = '(nothing)', found = '(nothing)'] = [first?.lines[i], other.lines[i]];
    if (expected === found) continue;
    numDifferences += 1;
    console.error(`${first?.name}: ${expected}\n${other.name}: ${found}\n`);
  }
}
console.log(`generated types: ${WASM_MODULES.length} modules, ${numDifferences} lines differ`);
process.exitCode = numDifferences > 0 ? 1 : 0;
