// node scripts/check-generated-types.mjs: every wasm module offers what the first one does,
// so that the page can use one for the other, and those with relaxed SIMD have the very JavaScript of those without.
// (Whether the page uses it rightly is the type checker's to say: it reads these very files.)

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATED } from './lib/paths.mjs';
import { WASM_MODULES } from './lib/wasm-modules.mjs';

/**
 * The part written for callers. `InitOutput` lists the raw exports of one binary, which do differ, and a
 * module with threads may in addition be given its memory.
 * @param {string} name
 */
function interfaceOf(name) {
  const types = readFileSync(path.join(GENERATED, name, 'kiln.d.ts'), 'utf8');
  return types
    .replace(/export interface InitOutput \{[\s\S]*?\n\}/, '')
    .replaceAll(/, memory\?: WebAssembly\.Memory/g, '')
    .replaceAll(/, thread_stack_size\?: number/g, '')
    .split('\n');
}

const [first, ...others] = WASM_MODULES.map(({ name }) => ({ name, lines: interfaceOf(name) }));
let numMissing = 0;
for (const other of others) {
  // A module may offer more than the first one (WebGPU's tells when its device is lost), so the
  // first one's lines must appear among the other's, in the same order.
  let at = 0;
  for (const line of first?.lines ?? []) {
    const found = other.lines.indexOf(line, at);
    if (found >= 0) {
      at = found + 1;
      continue;
    }
    numMissing += 1;
    console.error(`${other.name} lacks what ${first?.name} has: ${line}`);
  }
}
/** @param {string} name */
const scriptOf = (name) => readFileSync(path.join(GENERATED, name, 'kiln.js'), 'utf8');
for (const { name } of WASM_MODULES.filter(({ isRelaxed }) => isRelaxed)) {
  const plain = name.replace(/-relaxed$/, '');
  if (scriptOf(name) === scriptOf(plain)) continue;
  numMissing += 1;
  console.error(`${name} has other JavaScript than ${plain}, with which the page loads it`);
}
console.log(`generated types: ${WASM_MODULES.length} modules, ${numMissing} lines missing`);
process.exitCode = numMissing > 0 ? 1 : 0;
