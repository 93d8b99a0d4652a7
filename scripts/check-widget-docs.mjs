// node scripts/check-widget-docs.mjs: docs/widget.md names what the element has and nothing else. The
// custom-elements manifest is made of it, so what is right there is right for editors too.

import { readWidgetDocs } from './lib/widget-docs.mjs';
import { widgetManifest } from './lib/widget-manifest.mjs';
import { readWidgetSource } from './lib/widget-source.mjs';

/** @type {string[]} */
const problems = [];

/** @param {string} what @param {string[]} documented @param {string[]} present */
function compare(what, documented, present) {
  if (present.length === 0) problems.push(`no ${what} was found in the code: this check has to be mended`);
  for (const name of present.filter((own) => !documented.includes(own)))
    problems.push(`${what} ${name} is not in docs/widget.md`);
  for (const name of documented.filter((own) => !present.includes(own)))
    problems.push(`${what} ${name} is in docs/widget.md alone`);
}

const docs = readWidgetDocs();
const source = readWidgetSource();
const names = (/** @type {{ name: string }[]} */ things) => things.map(({ name }) => name);

compare('attribute', names(docs.attributes), source.attributes);
compare('attribute of attributes.ts', names(docs.attributes), source.typedAttributes);
compare('event', names(docs.events), names(source.events));
compare('dispatched event', names(docs.events), source.toldEvents);
compare(
  'property or method',
  names(docs.members).map((name) => name.replace(/\(.*/, '')),
  names(source.members),
);
compare('slot', docs.slots, source.slots);
compare('part', docs.parts, source.parts);
compare('variable', docs.variables, names(source.variables));
compare(
  'error code',
  docs.errorCodes.filter((code) => code.startsWith('embed.')),
  source.errorCodes,
);

const [module] = widgetManifest().modules;
const [declaration] = module?.declarations ?? [];
const count = declaration ? declaration.attributes.length + declaration.events.length + declaration.members.length : 0;
for (const problem of problems) console.error(problem);
console.log(`widget: ${count} attributes, events and members, ${docs.parts.length} parts, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
