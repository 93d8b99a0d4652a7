/** A worker that is started at the first call, and anew at the first one after it has ended. */
import type { Remote } from '../shared/bridge/call.js';
import { callable, type Connection } from '../shared/bridge/connection.js';

/** The calls of the worker that `start` brings up. What is to survive its end has to lie in storage. */
export function onDemand<Service>(start: () => Promise<Connection<Service>>): Remote<Service> {
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
    const { calls } = await (connection ??= connect());
    return calls[name as keyof Service](...(values as Parameters<Remote<Service>[keyof Service]>));
  });
}
