// Who follows whom.

/**
 * Somebody else begins each round and every other one runs backwards, so that nobody
 * always follows the same one.
 * @template T
 * @param {T[]} items
 * @param {number} round
 */
export function inTurn(items, round) {
  const start = round % Math.max(items.length, 1);
  const order = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? order : order.reverse();
}
