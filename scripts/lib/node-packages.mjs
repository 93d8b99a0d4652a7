// The npm packages the lockfile names. This file and what it imports use nothing
// but Node itself: they run before there is a node_modules.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { MissingTool } from './failures.mjs';
import { ROOT } from './paths.mjs';
import { say } from './progress.mjs';
import { hashOf, isFresh, recordStamp } from './stamp.mjs';

const STEP = 'node-packages';
/** npm writes this when it has finished; it is gone if node_modules is. */
const INSTALLED = 'node_modules/.package-lock.json';

/** Throws unless this Node can run Vite. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major >= 23 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  throw new MissingTool(
    'Node 20.19, 22.12 or newer',
    'nvm install 22, or see https://nodejs.org',
    `Found: ${process.version}`,
  );
}

export async function installNodePackages() {
  requireNode();
  const inputs = hashOf(['package.json', 'package-lock.json', '.npmrc']);
  if (existsSync(path.join(ROOT, INSTALLED)) && isFresh(STEP, inputs, [INSTALLED])) return;
  if (!isInstalledAsLocked()) {
    say('Installing npm packages: npm ci');
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  recordStamp(STEP, inputs, [INSTALLED]);
}

/** True where somebody ran `npm ci` or `npm install` themselves: same packages, same versions. */
function isInstalledAsLocked() {
  try {
    const [wanted, installed] = ['package-lock.json', INSTALLED].map(
      (file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')).packages,
    );
    return Object.keys(wanted).every(
      (name) =>
        name === '' ||
        // Those made for other machines are not installed on this one.
        (wanted[name].optional && !installed[name]) ||
        installed[name]?.version === wanted[name].version,
    );
  } catch {
    return false;
  }
}
