// Debian and Ubuntu packages: installed where we may, named where we may not.

import { outputOf, runQuietly, which } from './command.mjs';
import { CommandError } from './failures.mjs';
import { say, withProgress } from './progress.mjs';

/** @type {Promise<unknown>} */
let queue = Promise.resolve();

/** How apt-get may be called here: as root, through a sudo that asks nothing, or not at all. */
function aptPrefix() {
  if (!which('apt-get')) return null;
  if (process.getuid?.() === 0) return [];
  return which('sudo') && outputOf('sudo', ['-n', 'true']) !== null ? ['sudo', '-n'] : null;
}

/** Whether installing system packages needs nobody's password here. */
export const canInstallSystemPackages = () => aptPrefix() !== null;

/**
 * The command that installs these packages, as a person would type it.
 * @param {string[]} packages
 */
export function aptCommand(packages) {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return `${sudo}apt-get install -y ${packages.join(' ')}`;
}

/**
 * Installs packages if that needs nobody's password. False means: name the command instead.
 * @param {string[]} packages
 * @param {string} purpose ends the sentence "Installing … for …"
 * @returns {Promise<boolean>}
 */
export function installSystemPackages(packages, purpose) {
  // dpkg has one lock: two steps that both miss something take turns.
  const turn = queue.then(() => install(packages, purpose));
  queue = turn.catch(() => {});
  return turn;
}

/** @param {string[]} packages @param {string} purpose */
async function install(packages, purpose) {
  const prefix = aptPrefix();
  if (!prefix) return false;
  say(`Installing ${packages.join(', ')} for ${purpose}: ${aptCommand(packages)}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {string[]} args */
  const apt = (...args) => {
    const [program = 'apt-get', ...rest] = [...prefix, 'apt-get', ...args];
    return runQuietly(program, rest, { env });
  };
  try {
    await withProgress('apt-get', async (progress) => {
      progress('reading package lists');
      await apt('update');
      progress(`installing ${packages.join(' ')}`);
      await apt('install', '-y', '--no-install-recommends', ...packages);
    });
    return true;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(error.output.trim().split('\n').slice(-3).join('\n'));
    return false;
  }
}
