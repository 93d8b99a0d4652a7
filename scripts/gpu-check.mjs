// npm run gpu-check: packs one folder with all that a machine with a graphics card needs to run the built modules on
// it (x86-64 Linux with a Vulkan driver; no browser, no network). `-- --run` runs it here as well.

import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run, runQuietly, which } from './lib/command.mjs';
import { formatSize } from './lib/compress.mjs';
import { Failure, main } from './lib/failures.mjs';
import { GENERATED, ROOT } from './lib/paths.mjs';
import { say, withProgress } from './lib/progress.mjs';
import { buildWasm } from './lib/wasm-build.mjs';

/** Dawn as a Node addon. Not among our packages: it is large, and nothing else needs it. */
const DAWN = 'webgpu@0.6.2';
const MODULES = ['cpu', 'webgpu', 'train', 'train-webgpu'];
/** What may be copied to a machine elsewhere without thinking. */
const MOST_BYTES = 60e6;
const FOLDER = path.join(ROOT, 'dist-gpu-check');

await main(async () => {
  const { values } = parseArgs({ options: { run: { type: 'boolean' } } });
  await buildWasm();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(path.join(FOLDER, 'modules'), { recursive: true });
  for (const name of MODULES)
    cpSync(path.join(GENERATED, name), path.join(FOLDER, 'modules', name), { recursive: true });
  cpSync(path.join(ROOT, 'tests/gpu-check'), FOLDER, { recursive: true });
  copyFileSync(
    path.join(ROOT, 'crates/core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors'),
    path.join(FOLDER, 'weights.safetensors'),
  );
  copyFileSync(
    path.join(ROOT, 'tests/fixtures/reference/lite0.safetensors'),
    path.join(FOLDER, 'reference.safetensors'),
  );
  await withProgress('Dawn', addDawn);
  addNode();
  await withProgress('packing', pack);
  const bytes = sizeOf(FOLDER);
  say(`gpu-check: ${formatSize(bytes)} in ${path.relative(ROOT, FOLDER)}; there: sh run.sh`);
  if (bytes > MOST_BYTES) throw new Failure(`That is more than ${formatSize(MOST_BYTES)}`);
  if (values.run) await run('sh', [path.join(FOLDER, 'run.sh'), ROOT]);
});

/** Of the addon's builds, only the one for the machines that this is for. */
async function addDawn() {
  writeFileSync(path.join(FOLDER, 'package.json'), '{ "type": "module", "private": true }\n');
  await runQuietly('npm', ['install', '--prefix', FOLDER, '--no-audit', '--no-fund', DAWN]);
  const builds = path.join(FOLDER, 'node_modules/webgpu/dist');
  for (const build of readdirSync(builds, { withFileTypes: true })) {
    if (build.isDirectory() && build.name !== 'linux-x64') rmSync(path.join(builds, build.name), { recursive: true });
  }
}

/** This very Node. Elsewhere than on x86-64 Linux the other machine uses its own. */
function addNode() {
  if (process.platform === 'linux' && process.arch === 'x64') {
    copyFileSync(process.execPath, path.join(FOLDER, 'node'));
  }
}

/** All but the script that unpacks it, in one file. Without `xz` it stays as it is. */
async function pack() {
  if (!which('xz') || !which('tar')) return;
  const packed = readdirSync(FOLDER).filter((name) => name !== 'run.sh');
  const env = { XZ_OPT: '-T0 --x86 --lzma2=preset=6' };
  await runQuietly('tar', ['-C', FOLDER, '-cJf', path.join(FOLDER, 'check.tar.xz'), ...packed], { env });
  for (const name of packed) rmSync(path.join(FOLDER, name), { recursive: true });
}

/** @param {string} folder @returns {number} */
function sizeOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + statSync(path.join(file.parentPath, file.name)).size, 0);
}
