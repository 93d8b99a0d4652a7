// Circles in a graph of names.

/**
 * The groups of names that reach one another, by Tarjan's algorithm.
 * @param {Map<string, Set<string>>} graph each name with those it points to
 * @returns {string[][]}
 */
export function circlesIn(graph) {
  /** @type {Map<string, number>} */
  const order = new Map();
  /** @type {Map<string, number>} */
  const lowest = new Map();
  /** @type {string[]} */
  const open = [];
  /** @type {string[][]} */
  const circles = [];
  /** @param {string} name */
  const visit = (name) => {
    const own = order.size;
    order.set(name, own);
    lowest.set(name, own);
    open.push(name);
    for (const next of graph.get(name) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(name, Math.min(lowest.get(name) ?? own, lowest.get(next) ?? own));
    }
    if (lowest.get(name) !== own) return;
    const group = open.splice(open.indexOf(name));
    if (group.length > 1) circles.push(group);
  };
  for (const name of graph.keys()) if (!order.has(name)) visit(name);
  return circles;
}
