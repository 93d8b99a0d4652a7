// Packages of Python for tests, in an environment of their own: nothing is installed beside it.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputOf, runQuietly, which } from './command.mjs';
import { MissingTool } from './failures.mjs';
import { pythonDir } from './paths.mjs';
import { withProgress } from './progress.mjs';
import { aptCommand, installSystemPackages } from './system-packages.mjs';

const DEBIAN_PACKAGES = ['python3', 'python3-venv'];

/**
 * An environment with exactly the packages of some requirements.txt; made once for each state of them.
 * @param {string[]} requirements the paths of the files
 * @returns {Promise<string>} the path of its Python
 */
export async function pythonWith(...requirements) {
  const hash = createHash('sha256');
  for (const file of requirements) hash.update(readFileSync(file));
  const digest = hash.digest('hex').slice(0, 12);
  const folder = path.join(pythonDir(), digest);
  const python = path.join(folder, 'bin/python');
  const isWhole = path.join(folder, 'is-whole');
  if (existsSync(isWhole)) return python;
  await requirePython();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  await withProgress(`packages of ${path.basename(path.dirname(requirements[0] ?? ''))}`, async (say) => {
    say('an environment for Python');
    await runQuietly('python3', ['-m', 'venv', folder]);
    say('packages for Python');
    const files = requirements.flatMap((file) => ['-r', file]);
    await runQuietly(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...files]);
  });
  writeFileSync(isWhole, '');
  return python;
}

/** A Python that can make environments: Debian has that in a package of its own. */
async function requirePython() {
  const isThere = () => which('python3') !== null && outputOf('python3', ['-m', 'ensurepip', '--version']) !== null;
  if (isThere()) return;
  const isInstalled = await installSystemPackages(DEBIAN_PACKAGES, 'the programs that read features in the tests');
  if (isInstalled && isThere()) return;
  throw new MissingTool('Python 3 with venv, for the tests', aptCommand(DEBIAN_PACKAGES));
}
