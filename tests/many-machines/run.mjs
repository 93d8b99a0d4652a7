// `kiln embed` on many machines, of which this one plays all: node tests/many-machines/run.mjs
//
// Its files are opened by the programs that people have, and the recipes of docs/many-machines.md are run or checked.

import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run, which } from '../../scripts/lib/command.mjs';
import { Failure, main, MissingTool } from '../../scripts/lib/failures.mjs';
import { buildKiln } from '../../scripts/lib/kiln-program.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { pythonWith } from '../../scripts/lib/python-packages.mjs';
import { recipesOf } from '../../scripts/lib/recipes.mjs';
import { aptCommand, installSystemPackages } from '../../scripts/lib/system-packages.mjs';
import { killOneWorker } from './kill-worker.mjs';

const HERE = path.join(ROOT, 'tests/many-machines');
const recipe = recipesOf('docs/many-machines.md');
const FIXTURES = path.join(ROOT, 'tests/fixtures');
/** 25 flowers, and a file that is no picture. */
const NUM_ROWS = 26;

await main(async () => {
  // It looks for the worker to be killed in /proc, which other systems do not have.
  if (process.platform !== 'linux') throw new Failure('The recipes for many machines are tested on Linux alone.');
  const python = await pythonWith(path.join(HERE, 'requirements.txt'));
  for (const program of ['parallel', 'shellcheck']) await require(program);
  const kiln = await buildKiln();
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'kiln-many-machines-')));
  const place = { folder, env: { PATH: `${path.dirname(kiln)}${path.delimiter}${process.env.PATH}` }, python, kiln };
  try {
    const archive = path.join(folder, 'archive');
    cpSync(path.join(FIXTURES, 'pictures/flowers25'), archive, { recursive: true });
    copyFileSync(path.join(FIXTURES, 'bad/renamed-pdf.jpg'), path.join(archive, 'roses/broken.jpg'));
    await opens(place);
    await withParallel(place);
    await withRay(place);
    await checks(place);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** @typedef {{ folder: string, env: NodeJS.ProcessEnv, python: string, kiln: string }} Place */

/** @param {string} program whose package has its name */
async function require(program) {
  if (which(program)) return;
  const isInstalled = await installSystemPackages([program], 'the recipes for many machines');
  if (!isInstalled || !which(program)) throw new MissingTool(program, aptCommand([program]));
}

/** @param {Place} place */
async function opens({ folder, python, kiln }) {
  const single = path.join(folder, 'f32.parquet');
  const half = path.join(folder, 'f16.parquet');
  await run(kiln, ['embed', path.join(folder, 'archive'), '-o', single, '--float', 'f32']);
  await run(kiln, ['embed', path.join(folder, 'archive'), '-o', half, '--float', 'f16']);
  await run(python, [path.join(HERE, 'opens.py'), single, half, String(NUM_ROWS)]);
}

/**
 * A folder for one engine, with the archive in it.
 * @param {Place} place
 * @param {string} engine
 */
function folderFor({ folder }, engine) {
  const own = path.join(folder, engine);
  mkdirSync(own);
  symlinkSync(path.join(folder, 'archive'), path.join(own, 'archive'));
  return own;
}

/** @param {Place} place @param {string} own */
async function sameRows({ folder, python }, own) {
  await run(python, [path.join(HERE, 'same_rows.py'), path.join(folder, 'f32.parquet'), path.join(own, 'features')]);
}

/** @param {Place} place */
async function withParallel(place) {
  const cwd = folderFor(place, 'parallel');
  await run('bash', ['-euc', recipe('parallel')], { cwd, env: place.env });
  await sameRows(place, cwd);
}

/** @param {Place} place */
async function withRay(place) {
  const cwd = folderFor(place, 'ray');
  const script = path.join(cwd, 'recipe.py');
  writeFileSync(script, recipe('ray'));
  const ended = new AbortController();
  // Ray tells nobody that it was used.
  const env = { ...place.env, RAY_USAGE_STATS_ENABLED: '0' };
  const killing = killOneWorker(cwd, ended.signal);
  await Promise.all([killing, run(place.python, [script], { cwd, env }).finally(() => ended.abort())]);
  await sameRows(place, cwd);
}

/** What cannot be run here. @param {Place} place */
async function checks({ folder, python }) {
  const job = path.join(folder, 'embed.sbatch');
  const manifest = path.join(folder, 'job.yaml');
  writeFileSync(job, recipe('slurm'));
  writeFileSync(manifest, recipe('kubernetes'));
  await run('shellcheck', [job]);
  await run(path.join(path.dirname(python), 'kubernetes-validate'), ['--strict', manifest]);
}
