// www/widget → dist-npm/: the npm package kiln-classifier, ready for `npm pack` and `npm publish`.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './command.mjs';
import { CACHE, DIST_NPM, ROOT } from './paths.mjs';
import { say, withProgress } from './progress.mjs';
import { filesUnder, hashOf, isFresh, recordStamp } from './stamp.mjs';
import { BACKBONE, buildName, dropBundlerHints, WIDGET_FILES, WIDGET_SOURCES } from './widget-build.mjs';
import { compactTexts } from './widget-compact.mjs';
import { readWidgetDocs } from './widget-docs.mjs';
import { widgetManifest } from './widget-manifest.mjs';

const STEP = 'npm-package';
const OUTPUTS = [path.relative(ROOT, DIST_NPM)];
const SOURCES = [
  ...WIDGET_SOURCES,
  path.relative(ROOT, BACKBONE),
  'docs/widget.md',
  'package.json',
  'tsconfig.json',
  'LICENSE-MIT',
  'LICENSE-APACHE',
  'scripts/lib/npm-package.mjs',
  'scripts/lib/widget-docs.mjs',
  'scripts/lib/widget-manifest.mjs',
  'scripts/lib/widget-source.mjs',
];
const TEMPLATE = path.join(ROOT, 'www/widget/npm');

/** Builds the package where it is out of date. The widget must have been built. */
export async function buildNpmPackage() {
  const inputs = hashOf(filesUnder(SOURCES));
  if (isFresh(STEP, inputs, OUTPUTS)) return say('npm package: up to date');
  await withProgress('npm package', async (progress) => {
    rmSync(DIST_NPM, { recursive: true, force: true });
    mkdirSync(DIST_NPM, { recursive: true });
    progress('bundling');
    await bundle(inputs);
    progress('types');
    await writeTypes();
    writeTexts();
    for (const name of ['kiln-worker.js', 'kiln-runtime.wasm'])
      copyFileSync(path.join(WIDGET_FILES, name), inPackage(name));
    copyFileSync(BACKBONE, inPackage('kiln-backbone.safetensors'));
    for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(path.join(ROOT, name), inPackage(name));
    copyFileSync(path.join(TEMPLATE, 'NOTICE'), inPackage('NOTICE'));
    copyFileSync(path.join(TEMPLATE, 'react.d.ts'), inPackage('react.d.ts'));
    copyFileSync(path.join(TEMPLATE, 'server.js'), inPackage('kiln-server.js'));
  });
  recordStamp(STEP, inputs, OUTPUTS);
}

/** @param {string} name */
const inPackage = (name) => path.join(DIST_NPM, name);

/**
 * Registration apart from the class, so that whoever imports both has one of each.
 * @param {string} inputs hash of what it is made of
 */
async function bundle(inputs) {
  const { build } = await import('vite');
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [compactTexts()],
    define: buildName(inputs),
    build: {
      outDir: DIST_NPM,
      emptyOutDir: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      lib: {
        entry: { 'kiln-element': 'www/widget/element.ts', 'kiln-classifier': 'www/widget/index.ts' },
        formats: ['es'],
      },
      rolldownOptions: {
        output: {
          minify: true,
          entryFileNames: '[name].js',
          chunkFileNames: 'kiln-shared.js',
        },
      },
    },
  });
  dropBundlerHints(inPackage('kiln-shared.js'));
}

/** The compiler's own declarations, without those that nobody can reach. */
async function writeTypes() {
  const folder = path.join(CACHE, 'npm-types');
  rmSync(folder, { recursive: true, force: true });
  const config = path.join(CACHE, 'tsconfig.npm.json');
  const options = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: folder,
    rootDir: path.join(ROOT, 'www'),
  };
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: { ...options, types: [] },
      files: [path.join(ROOT, 'www/widget/index.ts')],
      include: [],
    }),
  );
  await runQuietly('npx', ['--no-install', 'tsc', '-p', config]);
  /** @type {Set<string>} */
  const reached = new Set();
  const visit = (/** @type {string} */ file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(path.join(folder, file), 'utf8');
    for (const [, target = ''] of text.matchAll(/['"](\.[^'"]+)\.js['"]/g)) {
      visit(path.join(path.dirname(file), `${target}.d.ts`));
    }
  };
  visit('widget/index.d.ts');
  for (const file of reached) {
    const target = path.join(DIST_NPM, 'types', file);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(path.join(folder, file), target);
  }
}

function writeTexts() {
  const json = (/** @type {unknown} */ value) => `${JSON.stringify(value, null, 2)}\n`;
  const template = JSON.parse(readFileSync(path.join(TEMPLATE, 'package.template.json'), 'utf8'));
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const { name, ...rest } = template;
  writeFileSync(inPackage('package.json'), json({ name, version, ...rest }));
  writeFileSync(inPackage('custom-elements.json'), json(widgetManifest()));
  // Below the introduction the same reference as in docs/, a level deeper.
  const reference = readWidgetDocs().reference.replace(/^##/gm, '###');
  writeFileSync(inPackage('README.md'), readFileSync(path.join(TEMPLATE, 'README.md'), 'utf8') + reference);
}
