// The few figures the tables show.

/** @param {readonly number[]} values @param {number} fraction from 0 to 1 */
export function quantile(values, fraction) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** @param {readonly number[]} values */
export const median = (values) => quantile(values, 0.5);

/** @param {readonly number[]} values milliseconds */
export function summary(values) {
  return {
    numRuns: values.length,
    medianMs: median(values),
    minMs: Math.min(...values),
    // The middle half of the runs: what is left out is mostly other programs.
    lowerQuartileMs: quantile(values, 0.25),
    upperQuartileMs: quantile(values, 0.75),
    maxMs: Math.max(...values),
  };
}

/**
 * Kiln ÷ peer, three ways. Drift of the machine hits one round's turns alike, which
 * makes `byRound` the steadiest; the fastest runs are those nothing disturbed.
 * @param {number[][]} kiln milliseconds, an array for each round
 * @param {number[][]} peer
 */
export function ratios(kiln, peer) {
  const numRounds = Math.min(kiln.length, peer.length);
  const perRound = Array.from(
    { length: numRounds },
    (_, round) => median(kiln[round] ?? []) / median(peer[round] ?? []),
  );
  return {
    ofMedians: median(kiln.flat()) / median(peer.flat()),
    byRound: median(perRound),
    ofFastest: Math.min(...kiln.flat()) / Math.min(...peer.flat()),
  };
}
