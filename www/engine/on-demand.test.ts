import { afterEach, expect, test, vi } from 'vitest';
import type { Connection } from '../shared/bridge/connection.js';
import { CodedError } from '../shared/errors.js';
import { onDemand } from './on-demand.js';

interface Service {
  number(): number;
  work(job: { signal: AbortSignal }): number;
}

afterEach(() => void vi.useRealTimers());

/** A connection to the worker of that number. */
function connectionTo(number: number): Connection<Service> {
  const calls = { number: () => Promise.resolve(number) };
  return { calls, onEnd: () => undefined } as unknown as Connection<Service>;
}

test('the worker is started at the first call, once, and anew after its end', async () => {
  const started: Connection<Service>[] = [];
  const calls = onDemand<Service>(async () => {
    const connection = connectionTo(started.length + 1);
    started.push(connection);
    return connection;
  });
  expect(started).toHaveLength(0);
  expect(await Promise.all([calls.number(), calls.number()])).toEqual([1, 1]);
  started[0]?.onEnd(new CodedError('engine.crashed', 'on purpose'));
  expect(await calls.number()).toBe(2);
  // The end of the one before is no end of this one.
  started[0]?.onEnd(new CodedError('engine.crashed', 'on purpose'));
  expect(await calls.number()).toBe(2);
});

test('a start that fails is told to whoever called, and tried again at the next call', async () => {
  let numStarts = 0;
  const calls = onDemand<Service>(async () => {
    numStarts += 1;
    if (numStarts === 1) throw new CodedError('model.download-failed', 'no network');
    return connectionTo(numStarts);
  });
  await expect(calls.number()).rejects.toMatchObject({ code: 'model.download-failed' });
  expect(await calls.number()).toBe(2);
});

test('a worker that says nothing when something is given up, or is urgent, is ended, and another one is started', async () => {
  vi.useFakeTimers();
  let numStarts = 0;
  const calls = onDemand<Service>(async () => {
    numStarts += 1;
    if (numStarts > 2) return connectionTo(numStarts);
    // It falls silent: whoever waits hears of it when it is ended.
    let reject: (error: CodedError) => void = () => undefined;
    const silence = () => new Promise<never>((_, fail) => (reject = fail));
    const terminate = () => reject(new CodedError('engine.crashed', 'stopped'));
    const silent = { calls: { number: silence, work: silence }, terminate };
    return silent as unknown as Connection<Service>;
  }, ['number']);
  const abort = new AbortController();
  const given = expect(calls.work({ signal: abort.signal })).rejects.toMatchObject({ code: 'engine.crashed' });
  // Work may take as long as it does, until it is given up.
  await vi.advanceTimersByTimeAsync(600_000);
  abort.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  await given;
  const urgent = expect(calls.number()).rejects.toMatchObject({ code: 'engine.crashed' });
  await vi.advanceTimersByTimeAsync(60_000);
  await urgent;
  expect(await calls.number()).toBe(3);
});
