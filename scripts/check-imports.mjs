// node scripts/check-imports.mjs: no folder reaches for what is above it, neither in the core nor in the page, and
// nothing goes in circles. Circles between the page's files are oxlint's to find (import/no-cycle).

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { circlesIn } from './lib/graph.mjs';
import { ROOT } from './lib/paths.mjs';
import { rustImports } from './lib/rust-imports.mjs';
import { filesUnder } from './lib/stamp.mjs';

/** Each folder of the core may use those of its own rung and of the rungs before. */
const LADDER = [
  ['error', 'device', 'digest', 'tensors'],
  ['picture', 'sound', 'text', 'dataset', 'evaluation', 'feedback'],
  ['format'],
  ['words'],
  ['kernels'],
  ['operations'],
  ['networks'],
  ['inference'],
  ['explanation', 'training', 'projection', 'publishing'],
  ['federation'],
];
const CRATES = ['core', 'web', 'cli', 'bindgen', 'feedback', 'federation-server'];

/**
 * What each folder of the page may import of which other: all of it, its types alone, or beside types these files.
 * @type {Record<string, Record<string, 'all' | 'types' | string[]>>}
 */
const PAGE = {
  pages: { engine: ['index'], storage: 'types', shared: 'all', types: 'all' },
  engine: { 'project-worker': 'types', storage: ['index'], shared: 'all', types: 'all', generated: 'all' },
  'project-worker': {
    engine: ['worker/runtime'],
    storage: 'all',
    shared: 'all',
    types: 'all',
    generated: 'all',
  },
  widget: { shared: 'all', types: 'all', generated: 'all' },
  storage: { shared: 'all', types: 'all' },
  shared: { types: 'all', generated: 'types' },
  types: {},
};
/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`; the second group is there for types alone. */
const IMPORT = /^(?:import|export)( type)?\b[^'";]*?['"]([^'"]+)['"]|(typeof )?import\(\s*['"]([^'"]+)['"]/gm;

/** @type {string[]} */
const problems = [];

function checkCore() {
  const imports = rustImports('crates/core/src');
  /** @param {string} file */
  const folderOf = (file) => file.split('/')[0]?.replace('.rs', '') ?? '';
  const rungOf = (/** @type {string} */ folder) => LADDER.findIndex((rung) => rung.includes(folder));
  let numUses = 0;
  for (const [file, used] of imports) {
    const folder = folderOf(file);
    if (folder === 'lib') continue;
    if (rungOf(folder) < 0) problems.push(`crates/core/src/${file}: ${folder} is on no rung of the ladder`);
    for (const other of used) {
      numUses += 1;
      if (rungOf(folderOf(other)) > rungOf(folder)) problems.push(`crates/core/src/${file} reaches up to ${other}`);
    }
  }
  console.log(`core: ${LADDER.map((rung) => rung.join(', ')).join(' → ')}`);
  console.log(`core: ${imports.size} files, ${numUses} uses of one by another`);
}

function checkCircles() {
  for (const crate of CRATES) {
    const imports = rustImports(`crates/${crate}/src`);
    for (const circle of circlesIn(imports))
      problems.push(`crates/${crate}/src goes in a circle: ${circle.join(', ')}`);
    if (crate === 'core') {
      for (const circle of circlesIn(betweenFolders(imports)))
        problems.push(`core's folders go in a circle: ${circle.join(', ')}`);
    }
  }
}

/** @param {Map<string, Set<string>>} imports of files @returns {Map<string, Set<string>>} of their folders */
function betweenFolders(imports) {
  /** @type {Map<string, Set<string>>} */
  const graph = new Map();
  for (const [file, used] of imports) {
    const [folder = ''] = file.split('/');
    const known = graph.get(folder) ?? new Set();
    for (const other of used) if (other.split('/')[0] !== folder) known.add(other.split('/')[0] ?? '');
    graph.set(folder, known);
  }
  return graph;
}

function checkPage() {
  const files = filesUnder(['www'], ['generated', 'public', 'article']).filter((file) => /\.tsx?$/.test(file));
  let numImports = 0;
  for (const file of files) {
    const [, folder = ''] = file.split('/');
    for (const [, isType, from, isTypeOf, later] of readFileSync(path.join(ROOT, file), 'utf8').matchAll(IMPORT)) {
      const [root, other = '', ...rest] = path.join(path.dirname(file), from ?? later ?? '').split('/');
      if (!(from ?? later)?.startsWith('.') || root !== 'www' || other === folder) continue;
      numImports += 1;
      const allowed = PAGE[folder]?.[other];
      const isNamed = Array.isArray(allowed) && allowed.includes(rest.join('/').replace(/\.js$/, ''));
      if (allowed === 'all' || isNamed || (allowed && (isType ?? isTypeOf))) continue;
      problems.push(
        `${file} imports ${other}/${rest.join('/')}: ${allowed ? 'its types alone are allowed' : 'not allowed'}`,
      );
    }
  }
  for (const [folder, others] of Object.entries(PAGE)) {
    const list = Object.entries(others).map(([other, what]) =>
      what === 'all' ? other : `${other} (${what === 'types' ? 'types' : `types, ${what.join(', ')}`})`,
    );
    console.log(`www/${folder} → ${list.join(', ') || 'nothing'}`);
  }
  console.log(`www: ${files.length} files, ${numImports} imports from another folder`);
}

checkCore();
checkCircles();
checkPage();
for (const problem of problems) console.error(problem);
console.log(`imports: ${problems.length} against the rules`);
process.exitCode = problems.length > 0 ? 1 : 0;
