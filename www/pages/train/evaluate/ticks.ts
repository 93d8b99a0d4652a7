/** The places where an axis is marked. */

/** The number of marks that can be read on an axis, and are enough to read between. */
export const MOST_TICKS = 6;
/** The range that an empty one is taken for, so that it has a step. */
const LEAST_RANGE = 1e-300;

/** 1, 2 or 5 of some power of ten, so that few enough steps lead to `range`. */
export function niceStep(range: number): number {
  const least = Math.max(range, LEAST_RANGE) / (MOST_TICKS - 1);
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power;
}

/** The multiples of `step` from `first` to `last`. */
export function ticks(first: number, last: number, step: number): number[] {
  const [from, to] = [Math.ceil(first / step - 1e-9), Math.floor(last / step + 1e-9)];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => (from + index) * step);
}
