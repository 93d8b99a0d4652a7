// The clock, and what is made of its times.

/** @param {number[]} times */
export const median = (times) => Number([...times].sort((a, b) => a - b)[times.length >> 1]?.toFixed(3));

/**
 * Milliseconds of each call: `most` of them, fewer where they take longer than `limitMs` together.
 * @param {number} most @param {number} limitMs @param {() => Promise<unknown>} work
 */
export async function timesOf(most, limitMs, work) {
  const times = [];
  const startedAt = performance.now();
  while (times.length < most && (times.length < 3 || performance.now() - startedAt < limitMs)) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times;
}
