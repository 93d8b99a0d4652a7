// The browser of the tests: a full Chromium or Chrome, headless. Playwright's small
// "headless shell" has no WebGPU worth testing.

import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { isExecutable, outputOf, run, which } from './command.mjs';
import { Failure, MissingTool } from './failures.mjs';
import { say } from './progress.mjs';
import { aptCommand, canInstallSystemPackages, installSystemPackages } from './system-packages.mjs';

/** SwiftShader stands in where there is no GPU; nothing may go to the network by itself. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable'];
const MAC_PATH = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** @returns {Promise<string | null>} */
export async function findChromium() {
  const chosen = process.env.KILN_CHROMIUM;
  if (chosen) return isExecutable(chosen) ? chosen : null;
  for (const name of NAMES) {
    const found = which(name);
    if (found) return found;
  }
  if (existsSync(MAC_PATH)) return MAC_PATH;
  const { chromium } = await import('@playwright/test');
  return isExecutable(chromium.executablePath()) ? chromium.executablePath() : null;
}

/** Finds or installs one. @returns {Promise<string>} its path */
export async function requireChromium() {
  const found = await findChromium();
  if (found) return found;
  if (process.env.KILN_CHROMIUM) {
    throw new Failure(`KILN_CHROMIUM is ${process.env.KILN_CHROMIUM}, which cannot be run`);
  }
  await installSystemPackages(['chromium'], 'the browser tests');
  const installed = await findChromium();
  if (installed) return installed;
  // With the libraries it needs, where we may install those.
  const args = ['install', ...(canInstallSystemPackages() ? ['--with-deps'] : []), 'chromium'];
  say(`Installing Chromium: npx playwright ${args.join(' ')}`);
  await run('npx', ['playwright', ...args]).catch(() => {});
  const downloaded = await findChromium();
  if (downloaded) return downloaded;
  throw new MissingTool(
    'Chromium, for the browser tests',
    which('apt-get') ? aptCommand(['chromium']) : 'npx playwright install chromium',
  );
}

/**
 * The variable by which a program other than the browser finds its SwiftShader; nothing on a machine that has drivers
 * of its own, or chooses one.
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function softwareVulkan() {
  const loaders = outputOf('/sbin/ldconfig', ['-p']) ?? outputOf('ldconfig', ['-p']);
  // Programs outside of the browser find a driver, SwiftShader too, by this library.
  if (loaders !== null && !loaders.includes('libvulkan.so.1')) {
    await installSystemPackages(['libvulkan1'], 'WebGPU outside of the browser');
  }
  if (process.env.VK_ICD_FILENAMES || existsSync('/dev/dri')) return {};
  const folders = [path.dirname(realpathSync(await requireChromium())), '/usr/lib/chromium'];
  const file = folders.map((folder) => path.join(folder, 'vk_swiftshader_icd.json')).find((name) => existsSync(name));
  return file ? { VK_ICD_FILENAMES: file } : {};
}
