// npm start [-- --port N]: installs what is missing, builds what has changed, serves the page on this machine and
// prints its address. Where modules have to be compiled, the page opens as soon as it can answer and train on the
// CPU; the others are compiled behind it.

import { all, main } from './lib/failures.mjs';
import { installNodePackages } from './lib/node-packages.mjs';
import { DIST_FIRST } from './lib/paths.mjs';
import { serveOptions } from './lib/serve-options.mjs';
import { compileModules, staleModules } from './lib/wasm-build.mjs';

await main(async () => {
  const options = serveOptions();
  const stale = await staleModules({ isHasty: true });
  const first = stale.filter(({ module }) => module.isFirst);
  const later = stale.filter(({ module }) => !module.isFirst && !module.isForTests);
  // The packages come over the network while the compiler has the processor.
  await all([installNodePackages(), first.length > 0 && compileModules(first, () => undefined)]);
  // Imported late: what these need may have been installed only just now.
  const { bundlePage } = await import('./lib/page-build.mjs');
  const { buildWidget } = await import('./lib/widget-build.mjs');
  const { filesOf, startServer } = await import('./lib/server.mjs');
  const wholePage = async () => {
    await buildWidget();
    await bundlePage();
  };
  if (later.length === 0) {
    await wholePage();
    const { url } = await startServer(options);
    return console.log(`\nKiln is ready: ${url}\nStop it with Ctrl-C.`);
  }

  const { buildFirstPage, compiledModules } = await import('./lib/first-page.mjs');
  const missing = new Set(later.map(({ module }) => module.name));
  // What readers of an article get is made from the module of that name.
  if (missing.has('widget')) missing.add('widget-files');
  else await buildWidget();
  await buildFirstPage([...missing]);
  const progress = { missing, hasFailed: false, isWhole: false };
  const handlers = [compiledModules(progress), filesOf(DIST_FIRST)];
  const { url } = await startServer({ ...options, handlers });
  const titles = later.map(({ module }) => module.title).join(', ');
  console.log(`\nKiln is ready: ${url}`);
  console.log(`It answers and trains on the CPU. Still being compiled: ${titles}.`);
  console.log('Stop it with Ctrl-C.\n');
  try {
    await compileModules(later, async ({ name }) => {
      if (name === 'widget') await buildWidget().then(() => missing.delete('widget-files'));
      missing.delete(name);
    });
    await wholePage();
  } catch (error) {
    progress.hasFailed = true;
    console.log(`\nThe page goes on without what is missing: ${url}`);
    throw error;
  }
  // The first page stays behind it: a tab in which it is open may still ask for a part of it.
  handlers.splice(1, 0, filesOf(options.folder));
  progress.isWhole = true;
  console.log(`\nAll of Kiln is compiled: ${url} has it from the next load on.`);
});
