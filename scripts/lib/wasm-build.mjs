// crates/web → www/generated/<module>/: compiled by cargo, given its JavaScript by
// kiln-bindgen. Modules whose sources have not changed are left as they are.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { cargoBuild } from './cargo.mjs';
import { runQuietly } from './command.mjs';
import { compress } from './compress.mjs';
import { all } from './failures.mjs';
import { GENERATED, ROOT, targetDir } from './paths.mjs';
import { say, withProgress } from './progress.mjs';
import { findRust } from './rust.mjs';
import { filesUnder, hashOf, isFresh, recordStamp } from './stamp.mjs';
import { WASM_MODULES } from './wasm-modules.mjs';
import { findWasmToolchain, TARGET, wantedToolchain, withThreads } from './wasm-toolchain.mjs';

/** @typedef {import('./wasm-modules.mjs').WasmModule} WasmModule */
/** @typedef {import('./wasm-toolchain.mjs').WasmToolchain} WasmToolchain */

const PROFILE = 'wasm';
/** Everything in here ends up in a module or decides how it is made. */
const SOURCES = ['Cargo.toml', 'Cargo.lock', 'crates/core', 'crates/web', 'crates/bindgen'];
const NOT_COMPILED = ['tests', 'benches', 'examples', 'target'];
const HASTY = ['-Copt-level=1'];

/**
 * @typedef {object} StaleModule
 * @property {WasmModule} module
 * @property {string} step its stamp's name
 * @property {string} inputs hash of what it is made of
 * @property {string[]} finalArgs of the last crate, whose level of optimisation is that of link-time optimisation
 */

/**
 * The modules that are out of date, in the order in which they are wanted.
 * @param {{ isHasty?: boolean }} [options] `isHasty`: those whose code waits for a GPU may be optimised less. That
 * saves minutes of the first start, and they wait for the GPU as before; what is published is whole.
 * @returns {Promise<StaleModule[]>}
 */
export async function staleModules({ isHasty = false } = {}) {
  const { version } = await findRust();
  const files = filesUnder([...SOURCES, 'scripts/lib/wasm-build.mjs'], NOT_COMPILED);
  const stale = [];
  for (const module of WASM_MODULES.filter(isWanted)) {
    const step = `wasm-${module.name}`;
    const facts = [version, wantedToolchain(), module.features.join(), String(module.isRelaxed), profileChanges()];
    const finalArgs = isHasty && module.waitsForGpu ? HASTY : [];
    const whole = hashOf(files, facts);
    const inputs = finalArgs.length > 0 ? hashOf(files, [...facts, ...finalArgs]) : whole;
    // Whoever is in haste is glad of a whole one.
    if ([inputs, whole].some((known) => isFresh(step, known, outputsOf(module)))) continue;
    stale.push({ module, step, inputs, finalArgs });
  }
  return stale;
}

/** @param {WasmModule} module */
const outputsOf = ({ name }) => [path.relative(ROOT, path.join(GENERATED, name))];

/** Compiles what is out of date. A module's compressed copy is made beside the next one's compilation. */
export async function buildWasm() {
  const stale = await staleModules();
  if (stale.length === 0) return say('wasm modules: up to date');
  await compileModules(stale, ({ name }) =>
    // Asked for again after the page is built; by then the result lies ready.
    withProgress(`compress ${name}`, () => compress(path.join(GENERATED, name, 'kiln_bg.wasm'))),
  );
}

/**
 * @param {StaleModule[]} stale
 * @param {(module: WasmModule) => unknown} onFinished called with each that the page can use from now on
 */
export async function compileModules(stale, onFinished) {
  const toolchain = await findWasmToolchain();
  const withMemory = stale.some(({ module }) => module.hasThreads) ? await withThreads(toolchain) : toolchain;
  tool ??= buildBindgen();
  tool.catch(() => {}); // Reported by whoever waits for it below.

  /** @param {StaleModule[]} line @param {WasmToolchain} toolchain */
  const compileInTurn = async (line, toolchain) => {
    /** @type {Promise<unknown>[]} */
    const finishing = [];
    for (const { module, step, inputs, finalArgs } of line) {
      const compiled = await compileModule(module, toolchain, finalArgs);
      // What uses one core alone runs beside the next module's compilation.
      const finished = finishModule(module, compiled).then(async () => {
        recordStamp(step, inputs, outputsOf(module));
        await onFinished(module);
      });
      finished.catch(() => {});
      finishing.push(finished);
    }
    await all(finishing);
  };
  // Cargos that share a target folder wait for one another. The modules with threads have one of their own. They are
  // compiled beside the others, in the minutes in which link-time optimisation leaves a core without work.
  await all([
    compileInTurn(
      stale.filter(({ module }) => !module.hasThreads),
      toolchain,
    ),
    compileInTurn(
      stale.filter(({ module }) => module.hasThreads),
      withMemory,
    ),
  ]);
}

/**
 * Working on one part, `KILN_WASM=train,widget` leaves the other modules as they were built before.
 * @param {WasmModule} module
 */
function isWanted({ name }) {
  return process.env.KILN_WASM?.split(',').includes(name) ?? true;
}

/** What the environment changes about the profile, such as CARGO_PROFILE_WASM_LTO=off. */
function profileChanges() {
  const names = Object.keys(process.env).filter((name) => name.startsWith('CARGO_PROFILE_WASM_'));
  return names
    .sort()
    .map((name) => `${name}=${process.env[name]}`)
    .join(' ');
}

/**
 * The path of kiln-bindgen, built once.
 * @type {Promise<string> | undefined}
 */
let tool;

async function buildBindgen() {
  // Its own profile: see `[profile.tool]` in Cargo.toml. One job at a time, since
  // the wasm build beside it is what everybody waits for.
  await cargoBuild('kiln-bindgen', {
    packageArgs: ['-p', 'kiln-bindgen'],
    buildArgs: ['--profile', 'tool', '--jobs', '1'],
    env: { CARGO_TARGET_DIR: targetDir() },
  });
  return path.join(targetDir(), 'tool/kiln-bindgen');
}

/**
 * @param {WasmModule} module
 * @param {WasmToolchain} toolchain
 * @param {string[]} finalArgs
 * @returns {Promise<string>} the compiled module's path
 */
async function compileModule({ name, features, hasThreads, isRelaxed }, toolchain, finalArgs) {
  // Compiled with other flags, everything is another thing, for which cargo has one place in a folder.
  const folder = path.join(targetDir(), toolchain.targetSubdir, isRelaxed ? 'relaxed' : '.');
  await cargoBuild(`wasm ${name}`, {
    packageArgs: ['-p', 'kiln-web', '--no-default-features', '--features', features.join(',')],
    buildArgs: ['--lib', '--profile', PROFILE, ...toolchain.cargoArgs],
    finalArgs,
    target: TARGET,
    // Two lines of compilation side by side: see compileModules.
    isPatient: hasThreads ?? false,
    env: {
      ...toolchain.env,
      CARGO_TARGET_DIR: folder,
      CARGO_ENCODED_RUSTFLAGS: [
        ...rustFlags(),
        ...(hasThreads ? THREAD_FLAGS : []),
        ...(isRelaxed ? ['-Ctarget-feature=+relaxed-simd'] : []),
      ].join('\x1f'),
    },
  });
  const built = path.join(folder, TARGET, PROFILE);
  // The next module is compiled to the same file.
  const kept = path.join(built, `kiln_web_${name}.wasm`);
  copyFileSync(path.join(built, 'kiln_web.wasm'), kept);
  return kept;
}

/** What makes one memory for all threads, with room for each thread's own variables. */
const THREAD_FLAGS = [
  '-Ctarget-feature=+atomics,+bulk-memory,+mutable-globals',
  '-Clink-arg=--shared-memory',
  '-Clink-arg=--import-memory',
  // Shared memory has to say how far it may grow: the weights, buffers and a picture need 80 MB.
  '-Clink-arg=--max-memory=536870912',
  ...['__wasm_init_tls', '__tls_size', '__tls_align', '__tls_base'].map((name) => `-Clink-arg=--export=${name}`),
];

function rustFlags() {
  const cargoHome = process.env.CARGO_HOME || path.join(homedir(), '.cargo');
  return [
    '-Ctarget-feature=+simd128',
    // Panic messages name source files: shorter, and without the builder's home.
    `--remap-path-prefix=${path.join(cargoHome, 'registry/src')}=crates.io`,
  ];
}

/** @param {WasmModule} module @param {string} compiled */
async function finishModule({ name }, compiled) {
  const bindgen = (await tool) ?? '';
  const folder = path.join(GENERATED, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await withProgress(`bindgen ${name}`, () =>
    runQuietly(bindgen, [compiled, '--out-dir', folder, '--out-name', 'kiln']),
  );
  // What wasm-bindgen says of a function's number in the module; a module and its relaxed twin number them differently,
  // and are loaded by the same JavaScript.
  const script = path.join(folder, 'kiln.js');
  writeFileSync(script, readFileSync(script, 'utf8').replaceAll(/^ *\/\/ Cast intrinsic for .*\n/gm, ''));
  // The workers of a pool import the module's JavaScript by the name of its folder.
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module", "main": "kiln.js" }\n');
}
