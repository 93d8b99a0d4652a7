// A tool we could neither find nor install. The front-door scripts print every
// one of these with the command that helps, and no stack trace.

export class MissingTool extends Error {
  /**
   * @param {string} tool what is missing, and what for
   * @param {string} command what to type to get it
   * @param {string} [reason] what we tried ourselves
   */
  constructor(tool, command, reason = '') {
    super(`${tool} is missing`);
    this.name = 'MissingTool';
    this.tool = tool;
    this.command = command;
    this.reason = reason;
  }
}

/**
 * Prints what went wrong in words: missing tools first, with their commands.
 * @param {unknown} error
 */
export function explain(error) {
  const errors = error instanceof AggregateError ? error.errors : [error];
  for (const each of errors) {
    if (each instanceof MissingTool) {
      console.error(`\nMissing: ${each.tool}`);
      if (each.reason) console.error(`  ${each.reason}`);
      console.error(`  Install it with:  ${each.command}`);
    } else if (each instanceof Error && each.name === 'CommandError') {
      if ('output' in each && each.output) console.error(`\n${String(each.output).trimEnd()}`);
      console.error(`\n${each.message}`);
    } else {
      console.error(each);
    }
  }
}

/**
 * Waits for all of them, so that one run names everything that is missing.
 * @template {readonly unknown[]} T
 * @param {T} jobs
 * @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>}
 */
export async function all(jobs) {
  const results = await Promise.allSettled(jobs);
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failed.length === 1) throw failed[0];
  if (failed.length > 1) throw new AggregateError(failed);
  return /** @type {any} */ (results.map((result) => 'value' in result && result.value));
}
