// Which file of a Rust crate uses which: read from `use` and from paths in the code, without a compiler. Names that
// a module hands on (`pub use part::Name`) are followed to the file that they come from. Tests are left out.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { filesUnder } from './stamp.mjs';

/** @typedef {string[]} Path the segments of `a::b::Name` */
/** @typedef {{ file: string, module: Path, uses: Path[], handsOn: Map<string, Path> }} Source */

/**
 * @param {string} folder the crate's src
 * @returns {Map<string, Set<string>>} files relative to it
 */
export function rustImports(folder) {
  const sources = filesUnder([folder])
    .filter((file) => file.endsWith('.rs'))
    .map((file) => readSource(path.relative(folder, file), readFileSync(path.join(ROOT, file), 'utf8')));
  const modules = new Map(sources.map((source) => [source.module.join('::'), source]));

  /**
   * The file that a path of the crate ends in.
   * @param {Path} segments from the crate's root
   * @param {number} [depth]
   * @returns {Source | undefined}
   */
  const sourceOf = (segments, depth = 0) => {
    for (let length = segments.length; length >= 0; length -= 1) {
      const source = modules.get(segments.slice(0, length).join('::'));
      if (!source) continue;
      const handedOn = source.handsOn.get(segments[length] ?? '');
      return handedOn && depth < 8 ? (sourceOf(handedOn, depth + 1) ?? source) : source;
    }
    return undefined;
  };

  return new Map(
    sources.map(({ file, module, uses }) => {
      const used = uses.map((segments) => sourceOf(segments)).filter((source) => source !== undefined);
      // A module names its parts, and its parts what it holds itself: that is no circle.
      const others = used.filter((other) => other.file !== file && !isPart(other.module, module));
      return [file, new Set(others.map((other) => other.file))];
    }),
  );
}

/** @param {Path} module @param {Path} whole */
const isPart = (module, whole) => whole.every((segment, index) => module[index] === segment);

/** @param {string} file @param {string} text @returns {Source} */
function readSource(file, text) {
  const module = file
    .replace(/(^|\/)(mod|lib|main)\.rs$|\.rs$/, '')
    .split('/')
    .filter(Boolean);
  // A module of tests stands at the end of its file.
  const [own = ''] = text.replaceAll(/\/\/.*$/gm, '').split(/#\[cfg\(test\)\]\s*mod \w+ \{/);
  /** @type {Path[]} */
  const uses = [];
  /** @type {Map<string, Path>} */
  const handsOn = new Map();
  const rest = own.replaceAll(/\b(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);/g, (_, isPublic, tree) => {
    for (const { segments, name } of expanded(tree)) {
      const absolute = fromRoot(segments, module, own);
      if (!absolute) continue;
      uses.push(absolute);
      if (isPublic) handsOn.set(name, absolute);
    }
    return '';
  });
  for (const [found] of rest.matchAll(/\b(?:crate|super|self)(?:::\w+)+/g)) {
    const absolute = fromRoot(found.split('::'), module, own);
    if (absolute) uses.push(absolute);
  }
  return { file, module, uses, handsOn };
}

/**
 * `a::{b, c::{d as e}}` as its paths, each with the name it is known by.
 * @param {string} tree
 * @returns {{ segments: Path, name: string }[]}
 */
function expanded(tree) {
  const brace = tree.indexOf('{');
  if (brace < 0) {
    const [whole = '', alias] = tree.split(/\s+as\s+/).map((part) => part.trim());
    const segments = whole.split('::').map((part) => part.trim());
    return whole ? [{ segments, name: alias ?? segments.at(-1) ?? '' }] : [];
  }
  const before = tree
    .slice(0, brace)
    .split('::')
    .map((part) => part.trim())
    .filter(Boolean);
  return topLevel(tree.slice(brace + 1, tree.lastIndexOf('}'))).flatMap((part) =>
    expanded(part).map(({ segments, name }) => ({
      segments: [...before, ...segments.filter((s) => s !== 'self')],
      name,
    })),
  );
}

/** Cuts a list at the commas that are in no braces. @param {string} list */
function topLevel(list) {
  let depth = 0;
  /** @type {string[]} */
  const parts = [''];
  for (const letter of list) {
    depth += letter === '{' ? 1 : letter === '}' ? -1 : 0;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

/**
 * A path as seen from the crate's root; null for those of other crates.
 * @param {Path} segments
 * @param {Path} module that it stands in
 * @param {string} text of that module, which says what its parts are
 * @returns {Path | null}
 */
function fromRoot([first = '', ...rest], module, text) {
  if (first === 'crate') return rest;
  if (first === 'self') return [...module, ...rest];
  if (first === 'super') {
    const above = module.slice(0, -1);
    return rest[0] === 'super' ? fromRoot(rest, above, text) : [...above, ...rest];
  }
  return new RegExp(`\\bmod ${first};`).test(text) ? [...module, first, ...rest] : null;
}
