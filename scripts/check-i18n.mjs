// node scripts/check-i18n.mjs: every language says the same things, and says them well. Same
// keys, same {parameters} in each sentence, nothing left empty, and every key in the markup is
// there. (The keys in the code are the type checker's to say.) Counts read right for one, no
// sentence stops at a colon, and docs/glossary.md's rules for Chinese hold.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/paths.mjs';
import { filesUnder } from './lib/stamp.mjs';

/** The first holds the words of every page, the others those of one page each. */
const FOLDERS = [
  'www/shared/i18n',
  'www/shared/i18n/examples',
  'www/shared/i18n/explain',
  'www/shared/i18n/teach',
  'www/shared/i18n/train',
  'www/shared/i18n/widget',
  'www/shared/i18n/widget-later',
];
const REFERENCE = 'en.json';
/** `data-i18n="view.thing"`, `data-i18n-aria-label="view.thing"` */
const MARKUP_KEY = /\bdata-i18n(?:-[\w-]+)?="([\w.-]+)"/g;

/**
 * What a sentence must not have, by language: a pattern, what is wrong, and the keys that it is no mistake in.
 * @type {Record<string, [pattern: RegExp, problem: string, exempt: RegExp | null][]>}
 */
const RULES = {
  en: [
    [
      /\{(?!limit)\w+\} (?:\w+ )?(?:pictures|files|answers|responses|places)\b/,
      'is wrong for a count of one',
      /\.other$/,
    ],
    [/:$/, 'ends in a colon, with nothing after it where it is read out', null],
    [/ …/, 'has a space before its ellipsis', null],
  ],
  'zh-Hans': [
    [/[\u4e00-\u9fff][0-9]|[0-9%][\u4e00-\u9fff]/, 'needs a space between Chinese and digits', null],
    [/[\u4e00-\u9fff，。：；] +[\u4e00-\u9fff，。：；]/, 'has a stray space', null],
    [/：$/, 'ends in a colon, with nothing after it where it is read out', null],
    [/摄像头/, 'says 摄像头, where docs/glossary.md says 相机', null],
  ],
};

/** @type {string[]} */
const problems = [];

/** @param {string} file @returns {Record<string, string>} */
function read(file) {
  /** @type {Record<string, string>} */
  const sentences = JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
  for (const [key, sentence] of Object.entries(sentences)) {
    if (typeof sentence !== 'string' || sentence.trim() === '') {
      problems.push(`${file}: ${key} is empty`);
    }
    for (const [pattern, problem, exempt] of RULES[path.basename(file, '.json')] ?? []) {
      if (pattern.test(sentence) && !exempt?.test(key)) problems.push(`${file}: ${key} ${problem}`);
    }
  }
  return sentences;
}

/** @param {string} sentence */
const parametersOf = (sentence) => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort().join(' ');

/** @type {Record<string, string>} */
const reference = {};
let numLanguages = 0;

for (const folder of FOLDERS) {
  const languages = readdirSync(path.join(ROOT, folder)).filter((file) => file.endsWith('.json'));
  numLanguages = Math.max(numLanguages, languages.length);
  const expected = read(`${folder}/${REFERENCE}`);
  for (const key of Object.keys(expected).filter((name) => name in reference)) {
    problems.push(`${folder}: ${key} is there twice`);
  }
  Object.assign(reference, expected);
  for (const file of languages.filter((name) => name !== REFERENCE)) {
    compare(`${folder}/${file}`, expected);
  }
}

/** @param {string} file @param {Record<string, string>} expected */
function compare(file, expected) {
  const sentences = read(file);
  for (const key of Object.keys(expected).filter((name) => !(name in sentences))) {
    problems.push(`${file}: ${key} is missing`);
  }
  for (const [key, sentence] of Object.entries(sentences)) {
    const original = expected[key];
    if (original === undefined) problems.push(`${file}: ${key} is not in ${REFERENCE}`);
    else if (parametersOf(sentence) !== parametersOf(original)) {
      problems.push(`${file}: ${key} has "${parametersOf(sentence)}", ${REFERENCE} has "${parametersOf(original)}"`);
    }
  }
}

for (const file of filesUnder(['index.html', 'train.html'])) {
  const markup = readFileSync(path.join(ROOT, file), 'utf8');
  for (const [, key = ''] of markup.matchAll(MARKUP_KEY)) {
    if (!(key in reference)) problems.push(`${file}: uses ${key}, which ${REFERENCE} lacks`);
  }
}

// Every kind of error of the core has a sentence, or people read "unknown".
for (const file of ['error.rs', 'error/federation_fault.rs']) {
  const core = readFileSync(path.join(ROOT, 'crates/core/src', file), 'utf8');
  for (const [, code = ''] of core.matchAll(/=> "([a-z]+\.[a-z-]+)"/g)) {
    if (!(`error.${code}` in reference)) problems.push(`${REFERENCE}: error.${code} is missing`);
  }
}

for (const problem of problems) console.error(problem);
const numKeys = Object.keys(reference).length;
console.log(`i18n: ${numLanguages} languages, ${numKeys} sentences, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
