// What the code of <kiln-classifier> offers, read out of www/widget.

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const FOLDER = path.join(ROOT, 'www/widget');

/**
 * @typedef {{ name: string, type: string, default?: string }} Typed
 *
 * @typedef {object} WidgetSource
 * @property {string[]} attributes what the class or the style reads
 * @property {string[]} typedAttributes what attributes.ts types
 * @property {{ name: string, kind: 'field' | 'method', parameters: Typed[], type: string }[]} members
 * @property {Typed[]} events with the type of `WidgetEvents`
 * @property {string[]} toldEvents what is dispatched
 * @property {string[]} errorCodes those of the widget's own
 * @property {string[]} slots
 * @property {string[]} parts
 * @property {Typed[]} variables with the value in the light
 */

/** @returns {WidgetSource} */
export function readWidgetSource() {
  const files = Object.fromEntries(
    readdirSync(FOLDER)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [name, readFileSync(path.join(FOLDER, name), 'utf8')]),
  );
  const all = Object.values(files).join('\n');
  const element = files['kiln-classifier.ts'] ?? '';
  const style = files['style.ts'] ?? '';
  const observed = /observedAttributes = \[([^\]]*)\]/.exec(element)?.[1] ?? '';
  const typed = /interface KilnClassifierAttributes \{([\s\S]*?)^\}/m.exec(files['attributes.ts'] ?? '')?.[1] ?? '';
  const events = /interface WidgetEvents \{([\s\S]*?)^\}/m.exec(files['events.ts'] ?? '')?.[1] ?? '';
  return {
    attributes: unique([
      ...found(observed, /'([\w-]+)'/g),
      ...found(element, /this\.(?:get|has|toggle)Attribute\('([\w-]+)'/g),
      ...found(style, /:host\(\[([\w-]+)=/g),
    ]),
    typedAttributes: unique(found(typed, /^ {2}'?([\w-]+)'?\?:/gm)),
    members: membersOf(element),
    events: [...events.matchAll(/^ {2}(\w+): (.+);$/gm)].map(([, name = '', type = '']) => ({ name, type })),
    toldEvents: unique(found(element, /#tell\('(\w+)'/g)),
    errorCodes: unique(found(all, /['"`](embed\.[a-z-]+)['"`]/g)),
    slots: unique(found(all, /make\('slot', \{ attributes: \{ name: '([\w-]+)'/g)),
    parts: unique(found(all, /\bpart: '([\w-]+)'/g)),
    variables: unique(found(style, /var\((--kiln-[\w-]+)/g)).map((name) => {
      const value = new RegExp(`var\\(${name}, ([^;]*)\\)`).exec(style)?.[1] ?? '';
      return { name, type: '', default: value };
    }),
  };
}

/** Public getters and methods, without the callbacks that a browser calls. @param {string} element */
function membersOf(element) {
  const pattern = /^ {2}(get |async )?([a-z]\w*)\(([^)]*)\): ([^{]+) \{$/gm;
  return [...element.matchAll(pattern)]
    .map(([, kind, name = '', parameters = '', type = '']) => ({
      name,
      kind: /** @type {'field' | 'method'} */ (kind === 'get ' ? 'field' : 'method'),
      parameters: [...parameters.matchAll(/(\w+): ([^,]+)/g)].map(([, own = '', of = '']) => ({ name: own, type: of })),
      type,
    }))
    .filter(({ name }) => !name.endsWith('Callback'));
}

/** @param {string} text @param {RegExp} pattern with one group */
function found(text, pattern) {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

/** @param {string[]} names */
function unique(names) {
  return [...new Set(names)].sort();
}
