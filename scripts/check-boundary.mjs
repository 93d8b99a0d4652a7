// node scripts/check-boundary.mjs: kiln-core knows no browser. Its own dependencies
// are looked at, not theirs: Burn brings wasm-bindgen along by itself.

import { outputOf } from './lib/command.mjs';

const BROWSER_CRATES = ['wasm-bindgen', 'wasm-bindgen-futures', 'js-sys', 'web-sys', 'gloo'];

const output = outputOf('cargo', ['metadata', '--no-deps', '--format-version', '1']);
if (output === null) throw new Error('cargo metadata failed; try it by hand');

/** @type {{ packages: { name: string, dependencies: { name: string }[] }[] }} */
const { packages } = JSON.parse(output);
const core = packages.find(({ name }) => name === 'kiln-core');
if (!core) throw new Error('There is no package kiln-core in the workspace');

// Every kind and every target counts: normal, build and development dependencies.
const found = core.dependencies.map(({ name }) => name).filter((name) => BROWSER_CRATES.includes(name));
for (const name of found) console.error(`kiln-core depends on ${name}, but must know no browser`);
console.log(`boundary: kiln-core has ${core.dependencies.length} dependencies, ${found.length} forbidden`);
process.exitCode = found.length > 0 ? 1 : 0;
