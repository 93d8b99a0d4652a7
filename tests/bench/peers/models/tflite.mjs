// The network as .tflite files, for LiteRT.js and MediaPipe. TensorFlow's converter makes them, in a Python environment
// of its own; its packages take minutes to fetch and two gigabytes of disk, so it is asked for by
// `npm run bench -- --make-tflite` and never done by itself.

import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../../../scripts/lib/command.mjs';
import { CACHE } from '../../../../scripts/lib/paths.mjs';
import { BLOCKS, CLASSIFIER, HEAD, INPUT_SIDE, STEM } from '../architecture.mjs';
import { CHANNELS_LAST, GENERATED, makePeerModels } from './make.mjs';

const SCRIPTS = fileURLToPath(new URL('./tflite', import.meta.url));
export const TFLITE = path.join(GENERATED, 'tflite');
const FILES = ['lite0-f32.tflite', 'lite0-int8.tflite'];

export const TFLITE_MISSING =
  'LiteRT.js and MediaPipe are left out: their model files are made by\n' +
  '  npm run bench -- --make-tflite\n' +
  '(once, some minutes; Python 3.11 with its venv module has to be there)';

export function hasTflite() {
  return FILES.every((name) => existsSync(path.join(TFLITE, name)));
}

/** Fetches TensorFlow where it is not there yet, and makes the files anew. */
export async function makeTflite() {
  makePeerModels();
  const architecture = { inputSide: INPUT_SIDE, stem: STEM, blocks: BLOCKS, head: HEAD, classifier: CLASSIFIER };
  const description = path.join(GENERATED, 'architecture.json');
  writeFileSync(description, JSON.stringify(architecture));

  const environment = path.join(CACHE, 'tensorflow');
  const python = path.join(environment, 'bin/python');
  if (!existsSync(python)) await run('python3', ['-m', 'venv', environment]);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await run(python, [...install, '-r', path.join(SCRIPTS, 'requirements.txt')]);
  await run(python, [...install, '--no-deps', '-r', path.join(SCRIPTS, 'requirements-schema.txt')]);
  const env = { TF_CPP_MIN_LOG_LEVEL: '2', CUDA_VISIBLE_DEVICES: '' };
  const weights = path.join(GENERATED, CHANNELS_LAST);
  const script = path.join(SCRIPTS, 'make_tflite.py');
  await run(python, [script, '--architecture', description, '--weights', weights, '--out', TFLITE], { env });
}
