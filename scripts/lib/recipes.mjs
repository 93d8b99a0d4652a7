// The recipes of a document in docs, as they stand there.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from './failures.mjs';
import { ROOT } from './paths.mjs';

/**
 * What gives the text of the block below `<!-- run: NAME -->` or `<!-- check: NAME -->`.
 * @param {string} document such as `docs/many-machines.md`
 * @returns {(name: string) => string}
 */
export function recipesOf(document) {
  const text = readFileSync(path.join(ROOT, document), 'utf8');
  return (name) => {
    const found = new RegExp(`<!-- (?:run|check): ${name} -->\n\`\`\`\\w+\n([^]*?)\n\`\`\`\n`).exec(text);
    if (found?.[1] === undefined) throw new Failure(`${document} has no recipe ${name}`);
    return `${found[1]}\n`;
  };
}
