import { expect, test } from 'vitest';
import { usableThreads } from './usable-threads.js';

const isolated = { crossOriginIsolated: true, SharedArrayBuffer, navigator: { hardwareConcurrency: 8 } };

test('an isolated page has a thread for each core, up to the most that help', () => {
  expect(usableThreads(isolated, 4)).toBe(4);
  expect(usableThreads({ ...isolated, navigator: { hardwareConcurrency: 2 } }, 4)).toBe(2);
});

test('one thread where memory cannot be shared, or nobody says how many cores there are', () => {
  expect(usableThreads({ ...isolated, crossOriginIsolated: false }, 4)).toBe(1);
  expect(usableThreads({ ...isolated, SharedArrayBuffer: undefined }, 4)).toBe(1);
  expect(usableThreads({ crossOriginIsolated: true, navigator: { hardwareConcurrency: 8 } }, 4)).toBe(1);
  expect(usableThreads({ ...isolated, navigator: {} }, 4)).toBe(1);
});
