// Finds a Rust that is new enough, and has rustup fetch one where there is none.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { isExecutable, outputOf, run, which } from './command.mjs';
import { MissingTool } from './failures.mjs';
import { ROOT } from './paths.mjs';
import { say } from './progress.mjs';
import { aptCommand, installSystemPackages } from './system-packages.mjs';

/**
 * @typedef {object} Rust
 * @property {string} version what `rustc -vV` prints
 * @property {string} host this machine's target triple
 * @property {string} sysroot
 * @property {boolean} hasRustup
 */

/** @type {Promise<Rust> | undefined} */
let found;

/** The Rust this project is built with; looked for once. */
export function findRust() {
  return (found ??= locate());
}

/** @returns {Promise<Rust>} */
async function locate() {
  addCargoFolderToPath();
  const hasRustup = which('rustup') !== null;
  if (!hasRustup && !(which('cargo') && which('rustc'))) {
    throw new MissingTool(
      'Rust (cargo, by way of rustup)',
      "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal",
    );
  }
  const wanted = wantedVersion();
  if (!isAtLeast(rustcVersion(), wanted) && hasRustup) await useStable(wanted);
  const version = rustcVersion();
  if (!version || !isAtLeast(version, wanted)) {
    const command = hasRustup ? 'rustup toolchain install stable --profile minimal' : 'see https://rustup.rs';
    throw new MissingTool(`Rust ${wanted} or newer`, command, `Found: ${version ?? 'none'}`);
  }
  await requireLinker();
  return {
    version: outputOf('rustc', ['-vV']) ?? version,
    host: /^host: (.+)$/m.exec(outputOf('rustc', ['-vV']) ?? '')?.[1] ?? '',
    sysroot: outputOf('rustc', ['--print', 'sysroot']) ?? '',
    hasRustup,
  };
}

/** rustup's installer edits the shell's start-up files; the shell that ran it does not know yet. */
function addCargoFolderToPath() {
  const folder = path.join(process.env.CARGO_HOME || path.join(homedir(), '.cargo'), 'bin');
  if (!which('cargo') && isExecutable(path.join(folder, 'cargo'))) {
    process.env.PATH = `${folder}${path.delimiter}${process.env.PATH ?? ''}`;
  }
}

/** `rustc 1.95.0 (…)`, or null where there is none or rustup has no default. */
function rustcVersion() {
  return outputOf('rustc', ['-V']);
}

/** The workspace's `rust-version`, so that the number stands in one place. */
function wantedVersion() {
  const manifest = readFileSync(path.join(ROOT, 'Cargo.toml'), 'utf8');
  return /^rust-version = "([\d.]+)"/m.exec(manifest)?.[1] ?? '1.95';
}

/** @param {string | null} version @param {string} wanted */
export function isAtLeast(version, wanted) {
  const numbers = /(\d+)\.(\d+)/
    .exec(version ?? '')
    ?.slice(1)
    .map(Number);
  if (!numbers) return false;
  const [major = 0, minor = 0] = wanted.split('.').map(Number);
  const [foundMajor = 0, foundMinor = 0] = numbers;
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}

/**
 * Uses the `stable` toolchain for this run, whatever the machine's default is.
 * @param {string} wanted
 */
async function useStable(wanted) {
  const before = process.env.RUSTUP_TOOLCHAIN;
  process.env.RUSTUP_TOOLCHAIN = 'stable';
  if (isAtLeast(rustcVersion(), wanted)) return;
  say(`Installing Rust ${wanted} or newer: rustup toolchain install stable --profile minimal`);
  try {
    await run('rustup', ['toolchain', 'install', 'stable', '--profile', 'minimal']);
  } catch {
    // The caller looks at the version again and names the command.
    if (before === undefined) delete process.env.RUSTUP_TOOLCHAIN;
    else process.env.RUSTUP_TOOLCHAIN = before;
  }
}

/** Build scripts and procedural macros are linked for this machine, even in a wasm build. */
async function requireLinker() {
  if (which('cc')) return;
  const packages = ['gcc', 'libc6-dev'];
  const isInstalled = await installSystemPackages(packages, 'the linker that cargo needs');
  if (isInstalled && which('cc')) return;
  const command = process.platform === 'darwin' ? 'xcode-select --install' : aptCommand(packages);
  throw new MissingTool('a C linker (cc), which cargo needs', command);
}

/**
 * Makes sure of a rustup component such as `clippy`.
 * @param {string} component
 * @param {string} program the cargo subcommand it brings
 */
export async function requireComponent(component, program) {
  const { hasRustup } = await findRust();
  // rustup puts a stand-in for every component on PATH; only calling it tells.
  const isThere = () => outputOf('cargo', [program, '--version']) !== null;
  if (isThere()) return;
  if (hasRustup) {
    say(`Installing ${component}: rustup component add ${component}`);
    await run('rustup', ['component', 'add', component]).catch(() => {});
    if (isThere()) return;
  }
  throw new MissingTool(`${component} (a part of Rust)`, `rustup component add ${component}`);
}
