// The recipes of docs/many-machines.md, as they stand there.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../scripts/lib/failures.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';

const DOCUMENT = 'docs/many-machines.md';

/**
 * The text of the block below `<!-- run: NAME -->` or `<!-- check: NAME -->`.
 * @param {string} name
 */
export function recipe(name) {
  const text = readFileSync(path.join(ROOT, DOCUMENT), 'utf8');
  const found = new RegExp(`<!-- (?:run|check): ${name} -->\n\`\`\`\\w+\n([^]*?)\n\`\`\`\n`).exec(text);
  if (found?.[1] === undefined) throw new Failure(`${DOCUMENT} has no recipe ${name}`);
  return `${found[1]}\n`;
}
