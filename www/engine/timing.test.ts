import { expect, test } from 'vitest';
import { agree } from './timing.js';

const logits = Float32Array.from({ length: 1000 }, (_, index) => 3 * Math.sin(index * index));

test('devices agree although one rounds, and do not where one is broken', () => {
  expect(agree(logits, logits)).toBe(true);
  expect(
    agree(
      logits,
      logits.map((value, index) => value + 0.2 * Math.sin(index)),
    ),
  ).toBe(true);
  expect(agree(logits, logits.toReversed())).toBe(false);
  expect(agree(logits, logits.slice().fill(NaN, 5, 6))).toBe(false);
  expect(agree(logits, new Float32Array(1000))).toBe(false);
  expect(agree(logits, logits.slice(1))).toBe(false);
});
