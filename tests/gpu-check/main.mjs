// Whether what is built is right on this machine's graphics card, and how fast. Packed by `npm run gpu-check`.

import { writeFileSync } from 'node:fs';
import { adapterFacts } from './dawn.mjs';
import { checkInference } from './inference.mjs';
import { checkTraining } from './training.mjs';

/** @type {object[]} */
const rows = [];
/** @param {object} row */
const say = (row) => {
  rows.push(row);
  console.log(JSON.stringify(row));
};

const adapter = await adapterFacts();
if (!adapter) {
  console.error('There is no WebGPU adapter here: is a Vulkan driver installed?');
  process.exit(1);
}
say({ what: 'adapter', ...adapter });
const areRight = [await checkInference(say), await checkTraining(say)];
const [, , results] = process.argv;
if (results) writeFileSync(results, JSON.stringify(rows, null, 1));
const isRight = areRight.every(Boolean);
console.log(
  isRight ? 'All answers and losses are those of the CPU.' : 'Some answers or losses are NOT those of the CPU.',
);
// Dawn's threads would keep the process.
process.exit(isRight ? 0 : 1);
