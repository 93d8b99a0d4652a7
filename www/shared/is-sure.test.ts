import { expect, test } from 'vitest';
import { isSure } from './is-sure.js';

test('what is shown as half is sure enough, and what is shown as less is not', () => {
  expect([1, 0.54, 0.5, 0.496].map(isSure)).toEqual([true, true, true, true]);
  expect([0.494, 0.47, 0].map(isSure)).toEqual([false, false, false]);
});
