import { assert, double, property } from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_TICKS, niceStep, ticks } from './ticks.js';

const range = double({ min: 1e-9, max: 1e9, noNaN: true });
/** The factor before the power of ten. */
const leading = (value: number): number => Math.round(value / 10 ** Math.floor(Math.log10(value * (1 + 1e-9))));

test('a step is 1, 2 or 5 of a power of ten, and the smallest of which few enough lead to the range', () => {
  assert(
    property(range, (range) => {
      const step = niceStep(range);
      expect([1, 2, 5]).toContain(leading(step));
      expect(range / step).toBeLessThanOrEqual((MOST_TICKS - 1) * (1 + 1e-6));
      const smaller = leading(step) === 5 ? step / 2.5 : step / 2;
      expect(range / smaller).toBeGreaterThan((MOST_TICKS - 1) * (1 - 1e-6));
    }),
  );
});

test('the marks are multiples of the step between both ends, ends included', () => {
  expect(ticks(0, 1, 0.2).map((value) => value.toFixed(1))).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  expect(ticks(3, 11, 5)).toEqual([5, 10]);
  expect(ticks(1, 1, 1)).toEqual([1]);
  expect(ticks(1.1, 1.9, 1)).toEqual([]);
});

test('a range of nothing still has a step', () => {
  expect(niceStep(0)).toBeGreaterThan(0);
  expect(ticks(0, 0, niceStep(0))).toEqual([0]);
});
