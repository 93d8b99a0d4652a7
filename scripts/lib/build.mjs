// The one way to a built page. `npm start`, `npm run build` and `npm test` all come
// through here, so none of them builds again what another has built.

import { all } from './failures.mjs';
import { installNodePackages } from './node-packages.mjs';
import { buildNpmPackage } from './npm-package.mjs';
import { buildPage } from './page-build.mjs';
import { buildWasm } from './wasm-build.mjs';
import { buildWidget } from './widget-build.mjs';

export async function buildAll() {
  // The packages come over the network while the compiler has the processor.
  await all([installNodePackages(), buildWasm()]);
  await buildWidget();
  await buildNpmPackage();
  await buildPage();
}
