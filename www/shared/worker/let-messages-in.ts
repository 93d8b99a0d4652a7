/** Long work in a worker hears nothing unless it stops for a moment. */

/** Lets waiting messages in: by a message, not a timer, for browsers slow timers down in hidden tabs. */
export function letMessagesIn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Lets waiting messages in, and ends the work with `cancelled` where one of them asked for that. */
export async function checkIn(signal: AbortSignal): Promise<void> {
  await letMessagesIn();
  signal.throwIfAborted();
}
