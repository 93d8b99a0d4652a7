// The options that `npm start` and scripts/serve.mjs share.

import { parseArgs } from 'node:util';
import { Failure } from './failures.mjs';
import { DIST } from './paths.mjs';

export const DEFAULT_PORT = 4173;

/** Reads --port, --base and --folder from the command line. */
export function serveOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      base: { type: 'string', default: '/' },
      folder: { type: 'string', default: DIST },
    },
  });
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Failure(`--port ${values.port} is not a port number`);
  }
  // A port that was asked for is meant; the usual one may be somebody else's.
  return { folder: values.folder, base: values.base, port, canMove: values.port === undefined };
}
