// node scripts/serve.mjs [--port N] [--base /a/b/] [--folder dist]: serves what is
// already built, under a sub-path if asked.

import { main } from './lib/failures.mjs';
import { serveOptions } from './lib/serve-options.mjs';
import { startServer } from './lib/server.mjs';

await main(async () => {
  const { url } = await startServer(serveOptions());
  console.log(url);
});
