// node scripts/check-line-length.mjs: no comment is longer than a line may be. Code is broken by the formatter, and
// sentences inside strings are left whole.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/paths.mjs';
import { filesUnder } from './lib/stamp.mjs';

const { formatter } = JSON.parse(readFileSync(path.join(ROOT, 'biome.json'), 'utf8'));
/** Its comments are those of the Rust structs. */
const GENERATED_TYPES = 'www/types/core.ts';
/** `// …`, `/* …` and the lines between */
const COMMENT = /^\s*(\/\/|\/\*|\*)/;

const files = filesUnder(
  ['scripts', 'tests', 'www', 'vite.config.ts', 'playwright.config.ts'],
  ['generated', 'fixtures'],
).filter((file) => /\.(ts|mjs)$/.test(file) && file !== GENERATED_TYPES);
let numLong = 0;
for (const file of files) {
  for (const [index, line] of readFileSync(path.join(ROOT, file), 'utf8').split('\n').entries()) {
    if (line.length <= formatter.lineWidth || !COMMENT.test(line)) continue;
    numLong += 1;
    console.error(`${file}:${index + 1}: ${line.length} columns`);
  }
}
console.log(`line length: ${files.length} files, ${numLong} comments over ${formatter.lineWidth} columns`);
process.exitCode = numLong > 0 ? 1 : 0;
