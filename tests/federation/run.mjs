// Learning together with the real Flower: node tests/federation/run.mjs
//
// One organiser, three devices with three folders, on this machine. What they send is looked at on its way, and what
// comes of it is computed once more from what they sent.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '../../scripts/lib/failures.mjs';
import { buildKiln } from '../../scripts/lib/kiln-program.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { pythonWith } from '../../scripts/lib/python-packages.mjs';
import { checkBodies } from './bodies.mjs';
import { checkGate } from './gate.mjs';
import { checkMeans } from './means.mjs';
import { checkDoors } from './doors.mjs';
import { Program } from './program.mjs';
import { watchedProxy } from './proxy.mjs';

const FLOWERS = path.join(ROOT, 'tests/fixtures/pictures/flowers25');
/** Of each class so many pictures are held out; the others are some device's. */
const NUM_HELD_OUT = 2;
/** Which classes a device has: none has all, and one has a single one. */
const DEVICES = { anna: [0, 1], ben: [2, 3], carl: [4, 0] };
const DEADLINE_SECONDS = 20;

await main(async () => {
  const python = await pythonWith(
    ...['requirements.txt', 'requirements-test.txt'].map((file) => path.join(ROOT, 'federation', file)),
  );
  const kiln = await buildKiln();
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-federation-'));
  const programs = /** @type {Program[]} */ ([]);
  try {
    const classes = divide(folder);
    writeFileSync(path.join(folder, 'project.toml'), project(classes));
    const place = ['--run', 'run', '--listen', '127.0.0.1:0', '--python', python];
    const serve = new Program(kiln, folder, ['federate', 'serve', 'project.toml', ...place, '--end']);
    programs.push(serve);
    const [link = ''] = await serve.says(/^http:\/\/\S+/m);
    await checkDoors(link);
    const proxy = await watchedProxy(link);
    const join = (/** @type {string} */ name) => {
      const args = [
        'federate',
        'join',
        proxy.link,
        name,
        '--yes',
        '--save',
        `${name}.jsonl`,
        '-o',
        `${name}.safetensors`,
      ];
      const program = new Program(kiln, folder, args);
      programs.push(program);
      return program;
    };
    const [anna, ben, carl] = [join('anna'), join('ben'), join('carl')];
    // Gone at once behind its answer, which counts; the rounds that follow do without it.
    await carl.says(/^sent: sums/m);
    carl.kill();
    await Promise.all([anna.ends(), ben.ends(), serve.ends()]);
    proxy.close();
    const rounds = readFileSync(path.join(folder, 'run/rounds.jsonl'), 'utf8').trim().split('\n');
    checkMeans(
      folder,
      rounds.map((line) => JSON.parse(line)),
      Object.keys(DEVICES),
    );
    checkBodies(
      proxy.bodies,
      Object.keys(DEVICES).map((name) => path.join(folder, name)),
    );
    for (const name of ['anna', 'ben']) {
      if (!existsSync(path.join(folder, `${name}.safetensors`))) throw new Error(`${name} has no model`);
    }
    await checkGate(kiln, folder);
    console.log(`federation: ${rounds.length} rounds, ${proxy.bodies.length} calls, all as it should be`);
  } finally {
    for (const program of programs) program.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * Gives each device its pictures, and the organiser those that are held out.
 * @param {string} folder
 */
function divide(folder) {
  const classes = readdirSync(FLOWERS).sort();
  for (const [index, name] of classes.entries()) {
    const pictures = readdirSync(path.join(FLOWERS, name)).sort();
    for (const [position, picture] of pictures.entries()) {
      const owners = Object.entries(DEVICES).filter(([, own]) => own.includes(index));
      const places = position < NUM_HELD_OUT ? ['held-out'] : owners.map(([owner]) => owner);
      for (const place of places) {
        mkdirSync(path.join(folder, place, name), { recursive: true });
        cpSync(path.join(FLOWERS, name, picture), path.join(folder, place, name, picture));
      }
    }
  }
  return classes;
}

/** @param {string[]} classes */
function project(classes) {
  return `
title = "Flowers of the neighbourhood"
who = "The newsroom"
contact = "news@example.org"
purpose = "A guide to what blooms nearby"
classes = ${JSON.stringify(classes)}
held-out = "held-out"
rounds = 2
minimum = 2
deadline-seconds = ${DEADLINE_SECONDS}
`;
}
