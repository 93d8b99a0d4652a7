// Failures that explain themselves, and how they are shown: in words, with the
// command that helps, and without a stack trace. Only a fault of ours gets one.

/** Something went wrong that its message says all about. */
export class Failure extends Error {
  /** @override */
  name = 'Failure';
}

/** A tool that we could neither find nor install. */
export class MissingTool extends Failure {
  /**
   * @param {string} tool what is missing, and what for
   * @param {string} command what to type to get it
   * @param {string} [reason] what was found or tried
   */
  constructor(tool, command, reason = '') {
    super([`Missing: ${tool}`, reason && `  ${reason}`, `  Install it with:  ${command}`].filter(Boolean).join('\n'));
  }
}

/** A program that ended badly. `output` is what it wrote, where we kept it. */
export class CommandError extends Failure {
  /** @param {string} line @param {number | string} status @param {string} [output] */
  constructor(line, status, output = '') {
    super(`${line} ended with ${status}`);
    this.output = output;
  }
}

/** @param {unknown} error */
export function explain(error) {
  const errors = error instanceof AggregateError ? error.errors : [error];
  for (const each of errors) {
    if (each instanceof CommandError && each.output) console.error(`\n${each.output.trimEnd()}`);
    console.error(each instanceof Failure ? `\n${each.message}` : each);
  }
}

/**
 * Runs a script's work; what goes wrong is explained and ends it with 1.
 * @param {() => Promise<unknown>} work
 */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    explain(error);
    process.exitCode = 1;
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
