// What an article pays before a reader acts, made smaller than a bundler makes it.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const WORDS = path.join(ROOT, 'www/shared/i18n/widget');
const CHINESE = '\0kiln-widget-words';

/**
 * A plugin of Vite's: styles without the spaces that people read them by, and the second language
 * without its keys, which are those of the first.
 * @returns {import('vite').Plugin}
 */
export function compactTexts() {
  return {
    name: 'kiln-compact-texts',
    enforce: 'pre',
    resolveId: (source) => (source.endsWith('/widget/zh-Hans.json') ? CHINESE : null),
    load: (id) => (id === CHINESE ? chineseWords() : null),
    transform: (code, id) =>
      id.endsWith('/widget/style.ts') ? { code: code.replace(/`[^`]*`/g, withoutSpaces), map: null } : null,
  };
}

function chineseWords() {
  const [en, zh] = ['en', 'zh-Hans'].map((name) => JSON.parse(readFileSync(path.join(WORDS, `${name}.json`), 'utf8')));
  const sentences = Object.keys(en).map((key) => zh[key]);
  return [
    `import en from ${JSON.stringify(path.join(WORDS, 'en.json'))};`,
    `const sentences = ${JSON.stringify(sentences)};`,
    'export default Object.fromEntries(Object.keys(en).map((key, index) => [key, sentences[index]]));',
  ].join('\n');
}

/** @param {string} css */
function withoutSpaces(css) {
  return css
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,>]) ?/g, '$1')
    .replaceAll(/: /g, ':')
    .replaceAll(';}', '}')
    .replaceAll('` ', '`');
}

/**
 * A second pass over a module that is bundled already.
 * @param {string} file
 */
export async function compactModule(file) {
  const { minify } = await import('terser');
  // No function of the widget is called with `new`, so each may be an arrow.
  const compress = { passes: 3, unsafe_arrows: true };
  const { code } = await minify(readFileSync(file, 'utf8'), { module: true, ecma: 2020, compress });
  if (!code) throw new Error(`terser gave nothing for ${file}`);
  writeFileSync(file, code);
}
