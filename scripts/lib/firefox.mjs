// Firefox, for the journeys in other engines: any of its own releases, without a driver beside it. Playwright's is one
// that it has changed.

import { existsSync } from 'node:fs';
import { isExecutable, which } from './command.mjs';
import { MissingTool } from './failures.mjs';
import { aptCommand, installSystemPackages } from './system-packages.mjs';

const NAMES = ['firefox-esr', 'firefox'];
const MAC_PATH = '/Applications/Firefox.app/Contents/MacOS/firefox';
const PACKAGES = ['firefox-esr'];

/** @returns {string | null} */
export function findFirefox() {
  const chosen = process.env.KILN_FIREFOX;
  if (chosen) return isExecutable(chosen) ? chosen : null;
  return NAMES.map(which).find(Boolean) ?? (existsSync(MAC_PATH) ? MAC_PATH : null);
}

/** Finds or installs it. @returns {Promise<string>} its path */
export async function requireFirefox() {
  if (!findFirefox() && !process.env.KILN_FIREFOX) await installSystemPackages(PACKAGES, 'the journeys in Firefox');
  const found = findFirefox();
  if (found) return found;
  const { KILN_FIREFOX } = process.env;
  throw new MissingTool(
    'Firefox, for the journeys in it',
    which('apt-get') ? aptCommand(PACKAGES) : 'see https://www.mozilla.org/firefox',
    KILN_FIREFOX ? `KILN_FIREFOX is ${KILN_FIREFOX}, which cannot be run` : '',
  );
}
