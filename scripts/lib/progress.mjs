// One line that says what is going on: rewritten in place on a terminal, and
// printed afresh every 15 seconds where the output goes to a file or a build log.

const LOG_INTERVAL_MS = 15_000;

/** @type {Map<string, () => string>} */
const tasks = new Map();
/** @type {NodeJS.Timeout | undefined} */
let timer;

const isTerminal = Boolean(process.stderr.isTTY);

function line() {
  return [...tasks].map(([name, describe]) => `${name}: ${describe()}`).join(' · ');
}

function draw() {
  const text = line();
  if (!isTerminal) return void process.stderr.write(`  ${text}\n`);
  const width = process.stderr.columns || 80;
  process.stderr.write(`\r\x1b[2K${text.slice(0, width - 1)}`);
}

function clearLine() {
  if (isTerminal) process.stderr.write('\r\x1b[2K');
}

/**
 * Shows `name: <what describe() says>, <time>` while `work` runs, then one lasting
 * line with how long it took.
 * @template T
 * @param {string} name
 * @param {(say: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(name, work) {
  const startedAt = Date.now();
  let said = 'starting';
  tasks.set(name, () => `${said}, ${duration(Date.now() - startedAt)}`);
  timer ??= setInterval(draw, isTerminal ? 250 : LOG_INTERVAL_MS);
  let outcome = 'failed after';
  try {
    const result = await work((text) => {
      said = text;
    });
    outcome = 'done in';
    return result;
  } finally {
    tasks.delete(name);
    clearLine();
    process.stderr.write(`  ${name}: ${outcome} ${duration(Date.now() - startedAt)}\n`);
    if (tasks.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }
}

/** @param {string} text */
export function say(text) {
  clearLine();
  process.stderr.write(`${text}\n`);
}

/** @param {number} ms */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
