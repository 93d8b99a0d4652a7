/** Long work in a worker hears nothing unless it stops for a moment. */

/** By a message, not a timer: browsers slow timers down in hidden tabs. */
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
