// node scripts/article-models.mjs DOODLES: trains the two models of the demo article on the pictures of the projects
// people start from, and publishes them. DOODLES holds the drawings, as for scripts/ready-projects.mjs: four that
// no project has stand in the article. What comes out is committed.
//
// Afterwards: npm run build, node scripts/article-answers.mjs.

import { unzipSync } from 'fflate';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LOCKED } from './lib/cargo.mjs';
import { run } from './lib/command.mjs';
import { readDrawing } from './lib/drawings.mjs';
import { main } from './lib/failures.mjs';
import { ROOT, targetDir } from './lib/paths.mjs';

const [doodles = ''] = process.argv.slice(2);
const MODELS = path.join(ROOT, 'www/article/models');
const SAMPLES = path.join(ROOT, 'www/article/samples');
/** Those that stand in the article. @type {[kind: 'cats' | 'rainbows' | 'trains', index: number][]} */
const SHOWN = [
  ['cats', 703],
  ['cats', 702],
  ['rainbows', 703],
  ['trains', 703],
];

/** @param {string[]} args */
const kiln = (...args) => run(path.join(targetDir(), 'debug/kiln'), args);

/** With the features of `npm test`, so that nothing is compiled a second time. */
function buildKiln() {
  const features = [
    '--workspace',
    '--features',
    'kiln-web/flex,kiln-web/train,kiln-web/types',
    '--exclude',
    'kiln-bindgen',
  ];
  return run('cargo', ['build', ...LOCKED, ...features, '--bin', 'kiln'], { env: { CARGO_TARGET_DIR: targetDir() } });
}

/** The classes of a project, as folders. @param {string} project @param {string} folder */
function unpack(project, folder) {
  const entries = unzipSync(new Uint8Array(readFileSync(path.join(ROOT, `www/public/projects/${project}.zip`))));
  for (const [name, bytes] of Object.entries(entries)) {
    if (!name.startsWith('samples/')) continue;
    const file = path.join(folder, name.slice('samples/'.length));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

/**
 * @param {string} folder of work
 * @param {string} name
 * @param {string[]} settings
 * @param {Record<'en' | 'zh-Hans', { name: string, classNames: string }>} words
 */
async function make(folder, name, settings, words) {
  const trained = path.join(folder, `${name}.safetensors`);
  await kiln('train', path.join(folder, name), '-o', trained, '--seed', '1', ...settings);
  for (const [language, { name: title, classNames }] of Object.entries(words)) {
    const site = path.join(folder, `${name}-${language}`);
    await kiln('publish', trained, '-o', site, '--name', title, '--class-names', classNames);
    const suffix = language === 'en' ? '' : `.${language}`;
    copyFileSync(path.join(site, 'model.safetensors'), path.join(MODELS, `${name}${suffix}.safetensors`));
  }
}

await main(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-article-models-'));
  for (const place of [MODELS, SAMPLES]) mkdirSync(place, { recursive: true });
  await buildKiln();
  unpack('flowers', path.join(folder, 'flowers'));
  await make(folder, 'flowers', [], {
    en: { name: 'Five flowers', classNames: 'daisy,dandelion,rose,sunflower,tulip' },
    'zh-Hans': { name: '五种花', classNames: '雏菊,蒲公英,玫瑰,向日葵,郁金香' },
  });
  unpack('doodles', path.join(folder, 'doodles'));
  await make(folder, 'doodles', ['--architecture', 'reference-cnn', '--epochs', '15'], {
    en: { name: 'Cat or not', classNames: 'cat,not a cat' },
    'zh-Hans': { name: '是不是猫', classNames: '猫,不是猫' },
  });
  SHOWN.forEach(([kind, index], position) => {
    writeFileSync(path.join(SAMPLES, `doodle-${position + 1}.png`), readDrawing(doodles, kind, index));
  });
  rmSync(folder, { recursive: true });
});
