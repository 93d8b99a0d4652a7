// node scripts/serve.mjs [--port N] [--base /a/b/] [--folder dist]: serves what is
// already built, under a sub-path if asked.

import { explain } from './lib/missing-tool.mjs';
import { serveOptions } from './lib/serve-options.mjs';
import { startServer } from './lib/server.mjs';

try {
  const { url } = await startServer(serveOptions());
  console.log(url);
} catch (error) {
  explain(error);
  process.exitCode = 1;
}
