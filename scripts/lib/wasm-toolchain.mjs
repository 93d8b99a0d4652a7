// Which compiler makes the wasm modules.
//
// The ordinary way is rustup's own wasm target. Some machines have a rustup that
// cannot fetch it; there Debian's `rustc-web` compiles the standard library from
// `rust-web-src` along with us (about a minute more, once).
// KILN_WASM_TOOLCHAIN=rustup or =debian forces one.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { outputOf, run, which } from './command.mjs';
import { Failure, MissingTool } from './failures.mjs';
import { say } from './progress.mjs';
import { findRust, isAtLeast } from './rust.mjs';
import { aptCommand, installSystemPackages } from './system-packages.mjs';

export const TARGET = 'wasm32-unknown-unknown';
const DEBIAN_RUSTC = '/usr/bin/rustc';
/** A stable compiler builds the standard library only with RUSTC_BOOTSTRAP set. */
const BUILD_STD = ['-Zbuild-std=std,panic_abort'];
const DEBIAN_PACKAGES = ['rustc-web', 'rust-web-src'];

/**
 * @typedef {object} WasmToolchain
 * @property {'rustup' | 'debian'} name
 * @property {string[]} cargoArgs
 * @property {NodeJS.ProcessEnv} env
 * @property {string} targetSubdir below the target folder; compilers must not share one
 */

/** What was asked for in the environment; part of what decides whether a build is up to date. */
export function wantedToolchain() {
  const wanted = process.env.KILN_WASM_TOOLCHAIN || 'auto';
  if (!['auto', 'rustup', 'debian'].includes(wanted)) {
    throw new Failure(`KILN_WASM_TOOLCHAIN is "${wanted}"; it can be auto, rustup or debian`);
  }
  return wanted;
}

/** @returns {Promise<WasmToolchain>} */
export async function findWasmToolchain() {
  const wanted = wantedToolchain();
  if (wanted !== 'debian' && (await hasRustupTarget())) {
    return { name: 'rustup', cargoArgs: [], env: {}, targetSubdir: '.' };
  }
  if (wanted !== 'rustup') {
    const debian = await debianToolchain();
    if (debian) return debian;
  }
  throw new MissingTool(
    `the Rust target ${TARGET}`,
    wanted === 'debian' ? aptCommand(DEBIAN_PACKAGES) : `rustup target add ${TARGET}`,
    wanted === 'auto' ? `Where rustup cannot fetch it, Debian can help: ${aptCommand(DEBIAN_PACKAGES)}` : '',
  );
}

/**
 * Shared memory needs a standard library with atomics, which nobody hands out compiled:
 * it is compiled along with us, from the sources of whichever toolchain there is.
 * @param {WasmToolchain} toolchain of the modules without threads
 * @returns {Promise<WasmToolchain>}
 */
export async function withThreads(toolchain) {
  if (toolchain.name === 'debian') return { ...toolchain, targetSubdir: 'debian-threads' };
  const { sysroot } = await findRust();
  const sources = path.join(sysroot, 'lib/rustlib/src/rust/library/std');
  if (!existsSync(sources)) {
    say('Installing the sources of the standard library: rustup component add rust-src');
    await run('rustup', ['component', 'add', 'rust-src']).catch(() => say('rustup could not fetch them.'));
  }
  if (existsSync(sources)) {
    const env = { RUSTC_BOOTSTRAP: '1' };
    return { name: 'rustup', cargoArgs: BUILD_STD, env, targetSubdir: 'threads' };
  }
  const debian = await debianToolchain();
  if (debian) return { ...debian, targetSubdir: 'debian-threads' };
  throw new MissingTool('the sources of the Rust standard library', 'rustup component add rust-src');
}

async function hasRustupTarget() {
  const { hasRustup, sysroot } = await findRust();
  const isThere = () => hasStandardLibrary(path.join(sysroot, 'lib/rustlib', TARGET, 'lib'));
  if (isThere()) return true;
  if (!hasRustup) return false;
  say(`Installing the wasm target: rustup target add ${TARGET}`);
  await run('rustup', ['target', 'add', TARGET]).catch(() => say('rustup could not fetch it.'));
  return isThere();
}

/** @param {string} folder */
function hasStandardLibrary(folder) {
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('libstd-'));
}

/** @returns {Promise<WasmToolchain | null>} */
async function debianToolchain() {
  const isThere = () => isAtLeast(outputOf(DEBIAN_RUSTC, ['-V']), '1.95') && existsSync(librarySources());
  if (!isThere()) {
    const isInstalled = await installSystemPackages(DEBIAN_PACKAGES, 'the wasm build');
    if (!isInstalled || !isThere()) return null;
  }
  say("Building wasm with Debian's rustc-web.");
  return {
    name: 'debian',
    cargoArgs: BUILD_STD,
    env: {
      RUSTC: DEBIAN_RUSTC,
      // A stable compiler builds the standard library only when told that it may.
      RUSTC_BOOTSTRAP: '1',
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: await wasmLinker(),
    },
    targetSubdir: 'debian',
  };
}

/** Where rust-web-src puts the sources that -Zbuild-std compiles. */
function librarySources() {
  const sysroot = outputOf(DEBIAN_RUSTC, ['--print', 'sysroot']) ?? '/usr';
  return path.join(sysroot, 'lib/rustlib/src/rust/library/std');
}

/** Debian's compiler comes without a wasm linker; rustup's toolchain has one. */
async function wasmLinker() {
  const { sysroot, host } = await findRust();
  const bundled = path.join(sysroot, 'lib/rustlib', host, 'bin/rust-lld');
  if (existsSync(bundled)) return bundled;
  if (!which('wasm-ld')) await installSystemPackages(['lld'], 'the wasm linker');
  const system = which('wasm-ld');
  if (!system) throw new MissingTool('a wasm linker', aptCommand(['lld']));
  return system;
}
