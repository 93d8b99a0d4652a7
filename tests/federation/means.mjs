// The heads that came of the rounds, once more from what the devices have sent.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const NUM_FEATURES = 1280;
/** 32-bit floats that were added in another order. */
const TOLERANCE = 1e-6;

/**
 * @param {string} folder
 * @param {{ stage: string, replied: number, void: boolean, judged: { accepted: boolean } }[]} rounds
 * @param {string[]} names
 */
export function checkMeans(folder, rounds, names) {
  assert.deepEqual(
    rounds.map(({ stage, replied, void: isVoid }) => [stage, replied, isVoid]),
    [
      ['sums', 3, false],
      ['update', 2, false],
      ['update', 2, false],
    ],
  );
  const sent = names.map((name) => contents(path.join(folder, `${name}.jsonl`)));
  const head = (/** @type {number} */ round) => readHead(path.join(folder, `run/heads/round-${round}.safetensors`));
  checkSums(
    head(0),
    sent.map((lines) => lines[0]?.arrays),
  );
  let given = head(0);
  for (const round of [1, 2]) {
    const updates = sent.flatMap((lines) => lines[round]?.arrays ?? []);
    assert.equal(updates.length, 2, 'the device that went has sent no update');
    const next = head(round);
    for (const name of ['weight', 'bias']) {
      const mean = (/** @type {number} */ at) => updates.reduce((sum, arrays) => sum + arrays[name].values[at], 0) / 2;
      const wanted = (given[name] ?? []).map((value, at) => value + mean(at));
      assert.ok(wanted.length > 0);
      wanted.forEach((value, at) => close(next[name]?.[at], value, `round ${round} ${name} ${at}`));
    }
    assert.ok(updates.some((arrays) => arrays.weight.values.some((/** @type {number} */ value) => value !== 0)));
    // Rounds go on from the best head.
    if (rounds[round]?.judged.accepted) given = next;
  }
}

/**
 * Nearest class means, centred and cooled: docs/federation.md.
 * @param {Record<string, number[]>} head
 * @param {any[]} sent
 */
function checkSums(head, sent) {
  const numClasses = head.bias?.length ?? 0;
  const total = (/** @type {string} */ name, /** @type {number} */ at) =>
    sent.reduce((sum, arrays) => sum + arrays[name].values[at], 0);
  const means = Array.from({ length: numClasses }, (_, c) =>
    Array.from({ length: NUM_FEATURES }, (_, at) => total('sums', c * NUM_FEATURES + at) / total('counts', c)),
  );
  const temperature = 10;
  const middle = means[0]?.map((_, at) => means.reduce((sum, mean) => sum + (mean[at] ?? 0), 0) / numClasses) ?? [];
  means.forEach((mean, c) => {
    mean.forEach((value, at) => {
      const wanted = (2 * (value - (middle[at] ?? 0))) / temperature;
      close(head.weight?.[c * NUM_FEATURES + at], wanted, `class ${c}, feature ${at}`);
    });
    close(head.bias?.[c], (squareOf(middle) - squareOf(mean)) / temperature, `the bias of class ${c}`);
  });
}

/** @param {number[]} vector */
const squareOf = (vector) => vector.reduce((sum, value) => sum + value * value, 0);

/** @param {number | undefined} actual @param {number} wanted @param {string} what */
function close(actual, wanted, what) {
  const isClose = actual !== undefined && Math.abs(actual - wanted) <= TOLERANCE * Math.max(1, Math.abs(wanted));
  assert.ok(isClose, `${what}: ${actual} where ${wanted} is right`);
}

/** @param {string} file what was sent, one JSON object a line */
function contents(file) {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line).content);
}

/** @param {string} file a safetensors file of 32-bit floats @returns {Record<string, number[]>} */
export function readHead(file) {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString('utf8'));
  const values = (/** @type {{ data_offsets: [number, number] }} */ { data_offsets: [begin, end] }) => {
    const data = bytes.subarray(8 + length + begin, 8 + length + end);
    return Array.from({ length: data.length / 4 }, (_, at) => data.readFloatLE(at * 4));
  };
  const arrays = Object.entries(header).filter(([name]) => name !== '__metadata__');
  return Object.fromEntries(arrays.map(([name, view]) => [name, values(view)]));
}
