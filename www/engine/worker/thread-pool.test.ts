import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startThreads } from './thread-pool.js';

const ended: string[] = [];

class FakeWorker {
  #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  terminate() {
    ended.push(this.#url);
  }
}

beforeEach(() => {
  vi.stubGlobal('self', globalThis);
  vi.stubGlobal('Worker', FakeWorker);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('threads that start are kept', async () => {
  await startThreads(async () => void new Worker('kept.js'));
  expect(ended).toEqual([]);
  expect(globalThis.Worker).toBe(FakeWorker);
});

test('threads that do not start are ended, and it is said', async () => {
  vi.useFakeTimers();
  const started = startThreads(() => {
    new Worker('lost.js');
    return new Promise(() => {});
  });
  const isSaid = expect(started).rejects.toThrow('did not start');
  await vi.advanceTimersByTimeAsync(60_000);
  await isSaid;
  expect(ended).toEqual(['lost.js']);
});
