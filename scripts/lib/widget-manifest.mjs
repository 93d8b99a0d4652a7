// The custom-elements manifest of the npm package: the names and sentences of docs/widget.md, the types of the
// code. Editors complete and explain the element by it.
// https://github.com/webcomponents/custom-elements-manifest

import { readWidgetDocs } from './widget-docs.mjs';
import { readWidgetSource } from './widget-source.mjs';

const TAG = 'kiln-classifier';
const CLASS = 'KilnClassifier';
const MODULE = 'kiln-element.js';

export function widgetManifest() {
  const docs = readWidgetDocs();
  const source = readWidgetSource();
  const eventType = (/** @type {string} */ name) =>
    source.events.find((event) => event.name === name)?.type ?? 'CustomEvent';
  const declaration = {
    kind: 'class',
    customElement: true,
    name: CLASS,
    tagName: TAG,
    superclass: { name: 'HTMLElement' },
    description: "A picture classifier in an article. The reader's pictures stay on the reader's device.",
    attributes: docs.attributes.map(({ name, value, meaning }) => ({
      name,
      ...typeOf(value),
      description: plain(meaning),
    })),
    members: docs.members.map(({ name, meaning }) => memberOf(name, plain(meaning), source)),
    events: docs.events.map(({ name, meaning }) => ({
      name,
      type: { text: eventType(name) },
      description: `detail: ${plain(meaning)}`,
    })),
    slots: docs.slots.map((name) => ({ name })),
    cssParts: docs.parts.map((name) => ({ name })),
    cssProperties: docs.variables.map((name) => {
      const value = source.variables.find((variable) => variable.name === name)?.default;
      return { name, ...(value ? { default: value } : {}) };
    }),
  };
  const reference = { name: CLASS, module: MODULE };
  return {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: [
      {
        kind: 'javascript-module',
        path: MODULE,
        declarations: [declaration],
        exports: [{ kind: 'js', name: CLASS, declaration: reference }],
      },
      {
        kind: 'javascript-module',
        path: 'kiln-classifier.js',
        declarations: [],
        exports: [{ kind: 'custom-element-definition', name: TAG, declaration: reference }],
      },
    ],
  };
}

/** `a (default), b` is a choice, "present or not" a boolean, everything else text. @param {string} value */
function typeOf(value) {
  if (value === 'present or not') return { type: { text: 'boolean' } };
  const choices = [...value.matchAll(/`([\w-]+)`( \(default\))?/g)];
  if (choices.length < 2) return { type: { text: 'string' } };
  const preset = choices.find(([, , isDefault]) => isDefault)?.[1];
  return {
    type: { text: choices.map(([, name]) => `'${name}'`).join(' | ') },
    ...(preset ? { default: `'${preset}'` } : {}),
  };
}

/**
 * @param {string} name as documented: `load()`, `loaded`
 * @param {string} description
 * @param {import('./widget-source.mjs').WidgetSource} source
 */
function memberOf(name, description, source) {
  const own = name.replace(/\(.*/, '');
  const member = source.members.find((candidate) => candidate.name === own);
  if (!member) throw new Error(`The element has no ${name}`);
  if (member.kind === 'field') {
    return { kind: 'field', name: own, type: { text: member.type }, readonly: true, description };
  }
  return {
    kind: 'method',
    name: own,
    parameters: member.parameters.map((parameter) => ({ name: parameter.name, type: { text: parameter.type } })),
    return: { type: { text: member.type } },
    description,
  };
}

/** @param {string} text */
function plain(text) {
  return text.replaceAll('`', '').replaceAll('\\|', '|');
}
