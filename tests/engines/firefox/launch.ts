/** Firefox with a profile of its own, without a window, listening for a driver. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFirefox } from '../../../scripts/lib/firefox.mjs';
import { startProgram } from '../program.js';

export interface Firefox {
  /** The address at which a session is begun. */
  address: string;
  downloads: string;
  stop(): Promise<void>;
}

export async function launchFirefox(): Promise<Firefox> {
  const program = findFirefox();
  if (!program) throw new Error('No Firefox was found: npm test installs one');
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-firefox-'));
  const downloads = path.join(folder, 'downloads');
  writeFileSync(path.join(folder, 'user.js'), preferences(downloads));
  // What a driver wants besides (no updates, no telemetry, no captive portal), Firefox sets itself when it is driven.
  const firefox = startProgram(program, [
    '--headless',
    '--no-remote',
    '--profile',
    folder,
    '--remote-debugging-port=0',
  ]);
  const address = await firefox.untilLine(/WebDriver BiDi listening on (ws:\S+)/);
  return {
    address: `${address}/session`,
    downloads,
    async stop() {
      await firefox.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function preferences(downloads: string): string {
  const values = {
    'intl.accept_languages': 'en-GB, en',
    // Files are saved without a question, where the tests look for them.
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.always_ask_before_handling_new_types': false,
    'browser.download.useDownloadDir': true,
  };
  return Object.entries(values)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}
