// WebKit, Safari's engine, for the journeys in other engines: WebKitGTK's small browser under its driver, on a screen
// that nobody sees.

import { which } from './command.mjs';
import { MissingTool } from './failures.mjs';
import { aptCommand, installSystemPackages } from './system-packages.mjs';

const PACKAGES = ['webkit2gtk-driver', 'xvfb'];

/** The paths of the driver, which knows its browser, and of the screen. @returns {{ driver: string, xvfb: string } | null} */
export function findWebKit() {
  const driver = which('WebKitWebDriver');
  const xvfb = which('Xvfb');
  return driver && xvfb ? { driver, xvfb } : null;
}

/** Finds or installs it. @returns {Promise<string>} the path of its driver */
export async function requireWebKit() {
  if (!findWebKit()) await installSystemPackages(PACKAGES, 'the journeys in WebKit');
  const found = findWebKit();
  if (found) return found.driver;
  throw new MissingTool(
    'WebKit with its driver, for the journeys in it',
    aptCommand(PACKAGES),
    which('apt-get') ? '' : 'WebKitGTK is for Linux; elsewhere the build server’s word must do.',
  );
}
