// A poisoned head does not get through the gate.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Program } from './program.mjs';

const NUM_FEATURES_BYTES = 1280 * 4;

/**
 * @param {string} kiln
 * @param {string} folder
 */
export async function checkGate(kiln, folder) {
  const model = path.join(folder, 'run/model.safetensors');
  const before = readFileSync(model);
  const poisoned = path.join(folder, 'poisoned.safetensors');
  writeFileSync(poisoned, rotated(readFileSync(path.join(folder, 'run/heads/round-0.safetensors'))));
  const judge = async (/** @type {string} */ candidate) => {
    const place = ['--run', 'run', '--held-out', 'run/held-out.parquet'];
    const args = ['federate', 'judge', ...place, '--candidate', candidate, '--round', '9'];
    return JSON.parse(await new Program(kiln, folder, args).ends());
  };
  const verdict = await judge(poisoned);
  assert.equal(verdict.accepted, false);
  assert.equal(verdict.reason, 'too-few-to-say', 'ten pictures prove little, and the best head stays');
  assert.ok(verdict.correct < 5 && verdict.pictures === 10, JSON.stringify(verdict));
  assert.deepEqual(readFileSync(model), before);
  const again = await judge(path.join(folder, 'run/heads/round-0.safetensors'));
  assert.ok(again.correct >= 5, JSON.stringify(again));
}

/**
 * The head's rows, each in the place of the next: it knows the classes, and says the wrong ones.
 * @param {Buffer} file
 */
function rotated(file) {
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.subarray(8, 8 + length).toString('utf8'));
  const [begin, end] = header.weight.data_offsets;
  const rows = file.subarray(8 + length + begin, 8 + length + end);
  const turned = Buffer.concat([rows.subarray(NUM_FEATURES_BYTES), rows.subarray(0, NUM_FEATURES_BYTES)]);
  const copy = Buffer.from(file);
  turned.copy(copy, 8 + length + begin);
  return copy;
}
