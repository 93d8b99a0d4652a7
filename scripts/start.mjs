// npm start [-- --port N]: installs what is missing, builds what has changed, serves
// the page on this machine and prints its address.

import { buildAll } from './lib/build.mjs';
import { explain } from './lib/missing-tool.mjs';
import { requireNode } from './lib/node-packages.mjs';
import { serveOptions } from './lib/serve-options.mjs';

try {
  requireNode();
  const options = serveOptions();
  await buildAll();
  const { startServer } = await import('./lib/server.mjs');
  const { url } = await startServer(options);
  console.log(`\nKiln is ready: ${url}\nStop it with Ctrl-C.`);
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
