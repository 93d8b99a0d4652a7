// npm start [-- --port N]: installs what is missing, builds what has changed, serves
// the page on this machine and prints its address.

import { buildAll } from './lib/build.mjs';
import { main } from './lib/failures.mjs';
import { serveOptions } from './lib/serve-options.mjs';

await main(async () => {
  const options = serveOptions();
  await buildAll();
  // Imported late: what it needs may have been installed only just now.
  const { startServer } = await import('./lib/server.mjs');
  const { url } = await startServer(options);
  console.log(`\nKiln is ready: ${url}\nStop it with Ctrl-C.`);
});
