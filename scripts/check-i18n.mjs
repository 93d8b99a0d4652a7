// node scripts/check-i18n.mjs: every language says the same things. Same keys, same
// {parameters} in each sentence, nothing left empty, and every key in the markup is
// there. (The keys in the code are the type checker's to say.)

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/paths.mjs';
import { filesUnder } from './lib/stamp.mjs';

const FOLDER = path.join(ROOT, 'www/i18n');
const REFERENCE = 'en.json';
/** `data-i18n="view.thing"`, `data-i18n-aria-label="view.thing"` */
const MARKUP_KEY = /\bdata-i18n(?:-[\w-]+)?="([\w.-]+)"/g;

/** @type {string[]} */
const problems = [];

/** @param {string} file @returns {Record<string, string>} */
function read(file) {
  /** @type {Record<string, string>} */
  const sentences = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'));
  for (const [key, sentence] of Object.entries(sentences)) {
    if (typeof sentence !== 'string' || sentence.trim() === '') {
      problems.push(`${file}: ${key} is empty`);
    }
  }
  return sentences;
}

/** @param {string} sentence */
const parametersOf = (sentence) => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort().join(' ');

const languages = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const reference = read(REFERENCE);

for (const file of languages.filter((name) => name !== REFERENCE)) {
  const sentences = read(file);
  for (const key of Object.keys(reference).filter((name) => !(name in sentences))) {
    problems.push(`${file}: ${key} is missing`);
  }
  for (const [key, sentence] of Object.entries(sentences)) {
    const original = reference[key];
    if (original === undefined) problems.push(`${file}: ${key} is not in ${REFERENCE}`);
    else if (parametersOf(sentence) !== parametersOf(original)) {
      problems.push(
        `${file}: ${key} has "${parametersOf(sentence)}", ${REFERENCE} has "${parametersOf(original)}"`,
      );
    }
  }
}

for (const file of filesUnder(['index.html'])) {
  const markup = readFileSync(path.join(ROOT, file), 'utf8');
  for (const [, key = ''] of markup.matchAll(MARKUP_KEY)) {
    if (!(key in reference)) problems.push(`${file}: uses ${key}, which ${REFERENCE} lacks`);
  }
}

for (const problem of problems) console.error(problem);
const numKeys = Object.keys(reference).length;
console.log(`i18n: ${languages.length} languages, ${numKeys} sentences, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
