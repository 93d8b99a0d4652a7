/** An input for timing a network: anything between −1 and 1 that is not the same everywhere. */
export function madeUpInput(side: number): Float32Array {
  return Float32Array.from({ length: 3 * side ** 2 }, (_, index) => Math.sin(index));
}
