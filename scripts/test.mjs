// npm test: everything there is to check, in the order that finds faults soonest.
// Steps run one at a time, for a native and a wasm compilation side by side would
// only slow each other down. `npm test -- --only browser,build` runs a few of them.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkBudgets } from './budgets.mjs';
import { buildAll } from './lib/build.mjs';
import { CHECKED, LOCKED, WORKSPACE } from './lib/cargo.mjs';
import { requireChromium, softwareVulkan } from './lib/chromium.mjs';
import { run } from './lib/command.mjs';
import { findEngines, testEngines } from './lib/engines.mjs';
import { Failure, main } from './lib/failures.mjs';
import { installNodePackages } from './lib/node-packages.mjs';
import { ROOT, targetDir } from './lib/paths.mjs';
import { pythonWith } from './lib/python-packages.mjs';
import { findRust, requireComponent } from './lib/rust.mjs';
import { runSteps } from './lib/steps.mjs';
import { fetchReaders } from './lib/teachable-machine-readers.mjs';

/** @param {string[]} args */
const cargo = (...args) => run('cargo', args, { env: { CARGO_TARGET_DIR: targetDir(), RUSTDOCFLAGS: '-D warnings' } });
/** @param {string} script */
const script = (script) => run(process.execPath, [`scripts/${script}.mjs`]);
/** @param {string[]} args */
const npx = (...args) => run('npx', ['--no-install', ...args]);

/** A workspace of its own: with loom's features in this one, Burn would be compiled once more. */
const THREADS = ['--manifest-path', 'tests/threads/Cargo.toml'];

/** @type {import('./lib/steps.mjs').Step[]} */
const STEPS = [
  {
    name: 'tools',
    async work() {
      await installNodePackages();
      await findRust();
      await requireComponent('rustfmt', 'fmt');
      await requireComponent('clippy', 'clippy');
      await fetchReaders();
      console.log(`chromium: ${await requireChromium()}`);
      // Without one of them everything else can be tested all the same.
      for (const { name, path, reason } of await findEngines()) console.log(`${name}: ${path ?? reason}`);
    },
  },
  {
    name: 'format',
    needs: ['tools'],
    async work() {
      await cargo('fmt', '--all', '--check');
      await cargo('fmt', ...THREADS, '--check');
      await npx('biome', 'format');
    },
  },
  { name: 'boundary', needs: ['tools'], work: () => script('check-boundary') },
  { name: 'imports', needs: ['tools'], work: () => script('check-imports') },
  { name: 'widget-docs', needs: ['tools'], work: () => script('check-widget-docs') },
  { name: 'unit', needs: ['tools'], work: () => npx('vitest', 'run') },
  { name: 'i18n', needs: ['tools'], work: () => script('check-i18n') },
  {
    name: 'clippy',
    needs: ['tools'],
    work: () => cargo('clippy', ...CHECKED, '--all-targets', '--', '-D', 'warnings'),
  },
  {
    name: 'doc',
    needs: ['tools'],
    // Links that lead nowhere, and sentences that would not be shown as they are written.
    work: () => cargo('doc', ...CHECKED, '--no-deps', '--document-private-items'),
  },
  {
    name: 'rust',
    needs: ['tools'],
    async work() {
      // The bindgen tool is tested as it is built for use, not compiled a second time.
      await cargo('test', ...WORKSPACE, '--exclude', 'kiln-bindgen');
      await cargo('test', '-p', 'kiln-bindgen', '--profile', 'tool', ...LOCKED);
    },
  },
  {
    name: 'webgpu',
    needs: ['tools'],
    // The kernels on the adapter that is there, or on SwiftShader, which comes with Chromium. Without Burn, which
    // would be compiled once more.
    async work() {
      const args = ['test', '-p', 'kiln-core', '--no-default-features', '--features', 'wgpu', ...LOCKED];
      const env = { CARGO_TARGET_DIR: targetDir(), ...(await softwareVulkan()) };
      await run('cargo', [...args, '--lib', 'kernels::webgpu'], { env });
      await run('cargo', [...args, '--test', 'webgpu'], { env });
    },
  },
  {
    name: 'threads',
    needs: ['tools'],
    // Every order in which a few threads can go through the barrier.
    async work() {
      await cargo('clippy', ...THREADS, ...LOCKED, '--all-targets', '--', '-D', 'warnings');
      await cargo('test', ...THREADS, ...LOCKED);
    },
  },
  {
    name: 'onnx',
    needs: ['tools'],
    // The files that the core writes, opened in ONNX Runtime.
    async work() {
      const folder = `${targetDir()}/onnx`;
      // With the features of the tests: with others, Burn would be compiled once more.
      await cargo('build', ...WORKSPACE, '--example', 'write_onnx');
      await run(path.join(targetDir(), 'debug/examples/write_onnx'), [folder]);
      await run('node', ['tests/onnx/verify.mjs', folder]);
    },
  },
  {
    name: 'many-machines',
    needs: ['tools'],
    // Features in Parquet files, opened by the programs that people have.
    work: () => run(process.execPath, ['tests/many-machines/run.mjs']),
  },
  {
    name: 'texts',
    needs: ['tools'],
    // A model of texts, used without Kiln as docs/texts.md says.
    work: () => run(process.execPath, ['tests/texts/run.mjs']),
  },
  {
    name: 'federation',
    needs: ['tools'],
    // The ServerApp, alone and with the real SuperLink; then one organiser and three devices, by the command line.
    async work() {
      const cwd = path.join(ROOT, 'federation');
      const python = await pythonWith(path.join(cwd, 'requirements.txt'), path.join(cwd, 'requirements-test.txt'));
      await run(python, ['-m', 'mypy'], { cwd });
      await run(python, ['-m', 'pytest', '--quiet'], { cwd });
      await run(process.execPath, ['tests/federation/run.mjs']);
    },
  },
  { name: 'build', needs: ['tools'], work: () => buildAll() },
  { name: 'budgets', needs: ['build'], work: checkBudgets },
  {
    name: 'types',
    needs: ['build'],
    async work() {
      await script('check-generated-types');
      await npx('tsc', '-p', 'tsconfig.json');
      await npx('tsc', '-p', 'tsconfig.tools.json');
    },
  },
  {
    name: 'lint',
    needs: ['build'],
    // After the build, for the rules that ask for types read those of the wasm modules.
    async work() {
      await npx('oxlint', '--type-aware', '--deny-warnings');
      await script('check-line-length');
    },
  },
  { name: 'engines', needs: ['build'], work: testEngines },
  { name: 'browser', needs: ['build'], work: () => npx('playwright', 'test') },
];

/** The chosen steps and what they need, in their own order. */
function chosenSteps() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  if (values.only === undefined) return STEPS;
  const wanted = new Set(values.only.split(','));
  for (const name of wanted) {
    if (!STEPS.some((step) => step.name === name)) {
      throw new Failure(`There is no step ${name}; there are ${STEPS.map((s) => s.name).join(', ')}`);
    }
  }
  for (const { name, needs = [] } of [...STEPS].reverse()) {
    if (wanted.has(name)) needs.forEach((need) => wanted.add(need));
  }
  return STEPS.filter(({ name }) => wanted.has(name));
}

await main(async () => {
  if (!(await runSteps(chosenSteps()))) process.exitCode = 1;
});
