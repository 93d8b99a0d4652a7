// What docs/widget.md says of <kiln-classifier>. The package's custom-elements manifest is made of it, and
// scripts/check-widget-docs.mjs compares it with the code: the tables are the one place to write it down.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const FILE = 'docs/widget.md';

/**
 * @typedef {object} WidgetDocs
 * @property {string} reference the text from the table of attributes on
 * @property {{ name: string, value: string, meaning: string }[]} attributes
 * @property {{ name: string, meaning: string }[]} members `load()`, `loaded`, …
 * @property {{ name: string, meaning: string }[]} events
 * @property {string[]} errorCodes
 * @property {string[]} slots
 * @property {string[]} parts
 * @property {string[]} variables
 */

/** @returns {WidgetDocs} */
export function readWidgetDocs() {
  const text = readFileSync(path.join(ROOT, FILE), 'utf8');
  const section = (/** @type {string} */ title) => {
    const found = new RegExp(`^## ${title}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`${FILE} has no section "${title}"`);
    return found;
  };
  const events = section('Events');
  const outside = section('Slots, parts, variables');
  const list = (/** @type {string} */ title) => {
    const found = new RegExp(`^${title}: ([\\s\\S]*?)\\.$`, 'm').exec(outside)?.[1] ?? '';
    return namesIn(found);
  };
  return {
    reference: text.slice(text.indexOf('## Attributes')),
    attributes: rowsOf(section('Attributes'), 'name').map(([name = '', value = '', meaning = '']) => ({
      name: namesIn(name)[0] ?? '',
      value,
      meaning,
    })),
    members: named(rowsOf(section('Properties and methods'), 'name')),
    events: named(rowsOf(events, 'event')),
    errorCodes: rowsOf(events, 'code').flatMap(([codes = '']) => namesIn(codes)),
    slots: list('Slots'),
    parts: list('Parts'),
    variables: list('Variables'),
  };
}

/** The rows of the table whose first column has this head. @param {string} text @param {string} head */
function rowsOf(text, head) {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  if (start < 0) throw new Error(`${FILE} has no table "${head}"`);
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

/** @param {string[][]} rows */
function named(rows) {
  return rows.map(([name = '', meaning = '']) => ({ name: namesIn(name)[0] ?? '', meaning }));
}

/** What stands in code quotes. @param {string} text */
function namesIn(text) {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
