/** A worker that is started at the first call, and anew at the first one after it has ended. */
import type { Remote } from '../shared/bridge/call.js';
import { callable, type Connection } from '../shared/bridge/connection.js';
import { codeOf } from '../shared/errors.js';

/** A worker that is asked to end something, and says nothing for so long, is taken for dead. */
const SILENT_MS = 45_000;

/**
 * The calls of the worker that `start` brings up. What is to survive its end has to lie in storage. `urgent` calls are
 * answered between two steps of any other, as is a long one that is given up: a worker that does not is ended.
 */
export function onDemand<Service>(
  start: () => Promise<Connection<Service>>,
  urgent: readonly (keyof Service)[] = [],
): Remote<Service> {
  let connection: Promise<Connection<Service>> | null = null;
  const connect = (): Promise<Connection<Service>> => {
    const own = start().then((started) => {
      started.onEnd = forget;
      return started;
    });
    const forget = (): void => {
      if (connection === own) connection = null;
    };
    // The call that began it hears of the failure; the next one is to try again.
    own.catch(forget);
    return own;
  };
  return callable(async (name, values) => {
    const own = (connection ??= connect());
    const started = await own;
    const called = started.calls[name as keyof Service](...(values as Parameters<Remote<Service>[keyof Service]>));
    const end = (): void => {
      if (connection === own) connection = null;
      started.terminate();
    };
    // What a device has refused once, it refuses until its worker is another one.
    called.catch((error: unknown) => codeOf(error) === 'device.unavailable' && end());
    if (urgent.includes(name as keyof Service)) endIfSilent(called, end);
    signalOf(values)?.addEventListener('abort', () => endIfSilent(called, end));
    return called;
  });
}

function endIfSilent(called: Promise<unknown>, end: () => void): void {
  const timer = setTimeout(end, SILENT_MS);
  const stop = (): void => clearTimeout(timer);
  called.then(stop, stop);
}

/** What a long call is given up by. */
function signalOf(values: readonly unknown[]): AbortSignal | null {
  const signal = (values.at(-1) as { signal?: unknown } | null | undefined)?.signal;
  return signal instanceof AbortSignal ? signal : null;
}
