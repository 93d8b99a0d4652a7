// Makes the peers' model files from the weights Kiln ships. They are not committed:
// they hold the same numbers in other layouts, and are made in about a second.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSafetensors, writeSafetensors } from '../../node/safetensors.mjs';
import { CLASSIFIER } from '../architecture.mjs';
import { toChannelsLast } from './channels-last.mjs';
import { writeOnnx } from './onnx.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WEIGHTS = path.resolve(
  HERE,
  '../../../../crates/core/assets/efficientnet-lite0/efficientnet-lite0.f16.safetensors',
);
export const CHANNELS_LAST = 'lite0-channels-last.safetensors';
export const GENERATED = path.resolve(HERE, '../generated');

export function makePeerModels() {
  const weights = readSafetensors(readFileSync(WEIGHTS));
  const schema = readFileSync(path.join(HERE, 'onnx.proto'), 'utf8');
  mkdirSync(GENERATED, { recursive: true });
  const write = (/** @type {string} */ name, /** @type {Uint8Array} */ content) =>
    writeFileSync(path.join(GENERATED, name), content);
  write('lite0.onnx', writeOnnx(weights, schema));
  write(CHANNELS_LAST, writeSafetensors(toChannelsLast(weights)));
  // Without the last layer, as an article with a head of its own needs it.
  const features = new Map([...weights].filter(([name]) => !name.startsWith(`${CLASSIFIER}.`)));
  write('lite0-features.onnx', writeOnnx(features, schema, 'features'));
  write('lite0-features-channels-last.safetensors', writeSafetensors(toChannelsLast(features)));
}
