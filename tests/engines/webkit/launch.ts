/** WebKitGTK's driver, which starts its browser, on a screen of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findWebKit } from '../../../scripts/lib/webkit.mjs';
import { startProgram } from '../program.js';

export interface WebKit {
  /** The address of the driver. */
  address: string;
  downloads: string;
  stop(): Promise<void>;
}

export async function launchWebKit(): Promise<WebKit> {
  const found = findWebKit();
  if (!found) throw new Error('No WebKit was found: npm test installs one');
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-webkit-'));
  const downloads = path.join(folder, 'downloads');
  mkdirSync(downloads);
  // GLib reads here where downloads go to.
  writeFileSync(path.join(folder, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  // With its usual buttons the window would not become as narrow as a phone.
  mkdirSync(path.join(folder, 'gtk-3.0'));
  writeFileSync(path.join(folder, 'gtk-3.0/gtk.css'), '* { padding: 0; margin: 0; min-width: 0; font-size: 1px; }\n');
  // It chooses a number that is free, and writes it into the first file.
  const screen = startProgram(found.xvfb, ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp']);
  const display = await screen.untilLine(/^(\d+)$/);
  const port = await freePort();
  const program = startProgram(found.driver, [`--port=${port}`, '--host=127.0.0.1'], {
    DISPLAY: `:${display}`,
    GDK_BACKEND: 'x11',
    XDG_CONFIG_HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CACHE_HOME: folder,
    // What a build server has: a browser then says that its language is `C`.
    LANG: 'C',
    LC_ALL: 'C',
  });
  return {
    address: `http://127.0.0.1:${port}`,
    downloads,
    async stop() {
      await program.stop();
      await screen.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A port that nobody listens at: the driver takes none by itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
