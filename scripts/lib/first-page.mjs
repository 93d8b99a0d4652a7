// The page that `npm start` opens before all wasm modules are there. What is missing is taken out of the bundle and
// asked for by address, so that the open page finds each module as soon as it is compiled. www/shared/first-page.ts is
// the other half: there the page asks what is still missing.

import path from 'node:path';
import { DIST_FIRST, GENERATED, ROOT } from './paths.mjs';
import { withProgress } from './progress.mjs';
import { filesOf } from './server.mjs';

/** Vite's mode for this page, which its code sees as `import.meta.env.MODE`. */
export const MODE = 'first-page';
/** Where the page looks for the modules, and for the list of those that are missing. */
const FOLDER = 'compiled';
const STATUS = `/${FOLDER}/status.json`;
/** `/compiled/webgpu/kiln.js` */
const COMPILED_FILE = /^\/compiled\/([\w-]+)(\/.*)$/;
/** `www/generated/webgpu/kiln.js`, `www/generated/webgpu/kiln_bg.wasm?url` */
const GENERATED_FILE = /generated\/(([\w-]+)\/[\w.-]+)(\?url)?$/;

/**
 * Builds the page into dist-first/.
 * @param {string[]} missing names of folders of www/generated that are not there yet
 */
export async function buildFirstPage(missing) {
  await withProgress('first page', async () => {
    const { build } = await import('vite');
    await build({
      root: ROOT,
      mode: MODE,
      logLevel: 'warn',
      plugins: [takenOut(missing)],
      worker: { plugins: () => [takenOut(missing)] },
      build: { outDir: path.relative(ROOT, DIST_FIRST) },
    });
  });
}

/**
 * A plugin of Vite's that leaves addresses where the missing files are imported.
 * @param {string[]} missing
 * @returns {import('vite').Plugin}
 */
function takenOut(missing) {
  // All code lies in assets/, beside which the server shows the modules.
  const address = '\0kiln-address:';
  return {
    name: 'kiln-first-page',
    enforce: 'pre',
    resolveId(source) {
      const [, file = '', folder = '', isUrl] = GENERATED_FILE.exec(source) ?? [];
      if (!missing.includes(folder)) return null;
      return isUrl ? `${address}${file}` : { id: `../${FOLDER}/${file}`, external: true };
    },
    load(id) {
      if (!id.startsWith(address)) return null;
      const place = JSON.stringify(`../${FOLDER}/${id.slice(address.length)}`);
      return `const place = ${place};\nexport default new URL(place, import.meta.url).href;`;
    },
  };
}

/**
 * How far the compilation behind the first page is.
 * @typedef {object} Progress
 * @property {Set<string>} missing folders of www/generated that are not there yet
 * @property {boolean} hasFailed what is missing is not coming
 * @property {boolean} isWhole the whole page lies ready
 */

/**
 * Answers the page's questions: which modules are still being compiled, and the files of those that are there.
 * @param {Progress} progress changes while the page is open
 * @returns {import('./server.mjs').Handler}
 */
export function compiledModules(progress) {
  const files = filesOf(GENERATED);
  return (request, response, next) => {
    const [pathname = '/'] = (request.url ?? '/').split('?');
    if (pathname === STATUS) {
      const missing = progress.hasFailed ? [] : [...progress.missing];
      response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
      return void response.end(JSON.stringify({ missing, isWhole: progress.isWhole }));
    }
    const [, folder = '', file] = COMPILED_FILE.exec(pathname) ?? [];
    // Files of an earlier build may lie in the folder: they would not fit the page.
    if (file === undefined || progress.missing.has(folder)) return next();
    // A pool's workers import the module's JavaScript by the name of its folder.
    request.url = `/${folder}${file === '/' ? '/kiln.js' : file}`;
    return files(request, response, next);
  };
}
