import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CodedError } from '../errors.js';
import type { Job, WorkerEvent } from './call.js';
import { Connection } from './connection.js';
import { serve } from './serve.js';

/** A worker on the thread of the test: what crosses is cloned, and arrives in a turn of its own. */
class FakeWorker extends EventTarget {
  readonly scope = new EventTarget();
  numTerminated = 0;

  constructor() {
    super();
    const send = (to: EventTarget) => (data: unknown) => {
      const cloned: unknown = structuredClone(data);
      setTimeout(() => to.dispatchEvent(new MessageEvent('message', { data: cloned })));
    };
    this.postMessage = send(this.scope);
    vi.stubGlobal('self', Object.assign(this.scope, { postMessage: send(this) }));
  }

  readonly postMessage: (data: unknown) => void;

  terminate(): void {
    this.numTerminated += 1;
  }

  say(event: WorkerEvent): void {
    this.dispatchEvent(new MessageEvent('message', { data: event }));
  }
}

/** Ends one turn of the long call after another. */
let turn: () => void = () => undefined;
const nextTurn = () => new Promise<void>((resolve) => (turn = resolve));
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 5));

const service = {
  add: (a: number, b: number) => a + b,
  sizeOf: async (file: Blob) => file.size,
  refuse: () => {
    throw new CodedError('picture.too-small', 'too small', { width: 3 });
  },
  // As errors of the core come out of wasm.
  refuseAsWasm: () => {
    throw Object.assign(new Error('cut short'), { code: 'model.damaged', detail: { bytes: 7 } });
  },
  err: () => {
    throw new TypeError('on purpose');
  },
  hold: () => ({ method: () => undefined }),
  never: () => new Promise<number>(() => undefined),
  async count(to: number, { signal, onProgress }: Job): Promise<number> {
    for (let done = 1; done <= to; done += 1) {
      onProgress(done, to);
      await nextTurn();
      signal.throwIfAborted();
    }
    return to;
  },
  /** Ends early with what it has. */
  async collect({ signal }: Job): Promise<number> {
    let numTurns = 0;
    while (!signal.aborted) {
      await nextTurn();
      numTurns += 1;
    }
    return numTurns;
  },
};

let worker: FakeWorker;
let connection: Connection<typeof service>;

beforeEach(() => {
  worker = new FakeWorker();
  serve(service);
  connection = new Connection(worker as unknown as Worker);
});
afterEach(() => vi.unstubAllGlobals());

test('a call brings its value, whatever object stands last', async () => {
  expect(await connection.calls.add(1, 2)).toBe(3);
  // No options of a long call, though it has no properties of its own.
  expect(await connection.calls.sizeOf(new Blob(['abc']))).toBe(3);
});

test('an error keeps its code and values; what has none is logged once, and its stack comes along', async () => {
  await expect(connection.calls.refuse()).rejects.toMatchObject({ code: 'picture.too-small', detail: { width: 3 } });
  await expect(connection.calls.refuseAsWasm()).rejects.toMatchObject({ code: 'model.damaged', detail: { bytes: 7 } });
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const failure = await connection.calls.err().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CodedError);
  expect(failure).toMatchObject({
    code: 'engine.unexpected',
    message: expect.stringMatching(/on purpose[^]*at .*err/),
  });
  expect(logged).toHaveBeenCalledTimes(1);
  // Functions cross no bridge.
  await expect(connection.calls.hold()).rejects.toMatchObject({ code: 'engine.unexpected' });
  // Nor do they on the way there: the browser's own error has no code.
  const sent = await connection.calls.add((() => 1) as unknown as number, 2).catch((error: unknown) => error);
  expect(sent).toBeInstanceOf(CodedError);
  expect(sent).toMatchObject({ code: 'engine.unexpected' });
  expect(await connection.calls.add(1, 2)).toBe(3);
  logged.mockRestore();
});

test('a long call reports, with its options or without any', async () => {
  const heard: number[][] = [];
  const counting = connection.calls.count(2, { onProgress: (...progress) => heard.push(progress) });
  for (let index = 0; index < 2; index += 1) await aWhile().then(() => turn());
  expect(await counting).toBe(2);
  expect(heard).toEqual([
    [1, 2],
    [2, 2],
  ]);
  const silent = connection.calls.count(1, {});
  await aWhile().then(() => turn());
  expect(await silent).toBe(1);
});

test('a call that is given up rejects once the worker has let go, and reports nothing more', async () => {
  const abort = new AbortController();
  const heard: number[] = [];
  let isOver = false;
  const counting = connection.calls.count(9, { signal: abort.signal, onProgress: (done) => heard.push(done) });
  const failed = expect(counting).rejects.toMatchObject({ code: 'cancelled' });
  void failed.then(() => (isOver = true));
  await vi.waitFor(() => expect(heard).toEqual([1]));
  abort.abort();
  await aWhile();
  expect(isOver).toBe(false);
  turn();
  await failed;
  expect(heard).toEqual([1]);
  // Given up before it began, it never reaches the worker.
  await expect(connection.calls.count(1, { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
  expect(await connection.calls.add(2, 2)).toBe(4);
});

test('work that is given up may answer with what it has', async () => {
  const abort = new AbortController();
  const collecting = connection.calls.collect({ signal: abort.signal });
  await aWhile().then(() => turn());
  abort.abort();
  await aWhile().then(() => turn());
  expect(await collecting).toBe(2);
});

test('the end of the worker ends every call, and is told once', async () => {
  const ends: string[] = [];
  connection.onEnd = ({ code }) => ends.push(code);
  const waiting = connection.calls.never();
  worker.say({ type: 'kiln-panic', message: 'index out of bounds' });
  worker.say({ type: 'kiln-device-lost', message: 'and that as well' });
  const crashed = { code: 'engine.crashed', message: 'index out of bounds' };
  await expect(waiting).rejects.toMatchObject(crashed);
  await expect(connection.calls.add(1, 1)).rejects.toMatchObject(crashed);
  expect(ends).toEqual(['engine.crashed']);
  expect(worker.numTerminated).toBe(1);
});

test('a worker that is stopped on purpose rejects its calls and tells nobody', async () => {
  const onEnd = vi.fn();
  connection.onEnd = onEnd;
  const waiting = connection.calls.never();
  connection.terminate();
  await expect(waiting).rejects.toMatchObject({ code: 'engine.crashed' });
  expect(onEnd).not.toHaveBeenCalled();
});
