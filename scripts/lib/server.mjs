// Serves the built page on this machine alone. `npm start` and the browser tests
// use the same one, so that the tests see the headers a reader gets.

import { createServer } from 'node:http';
import sirv from 'sirv';
import { Failure } from './failures.mjs';
import { SECURITY_HEADERS } from './security-headers.mjs';

export const HOST = '127.0.0.1';
const NUM_PORTS_TRIED = 20;

/**
 * Types that sirv's table lacks.
 * @type {Record<string, string>}
 */
const CONTENT_TYPES = { safetensors: 'application/octet-stream' };

/** Vite writes the content's hash into these names: the address never means anything else. */
const HASHED_NAME = /\/assets\/[^/]+-[\w-]{8}\.\w+$/;

/**
 * Answers a request, or hands it on.
 * @callback Handler
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {() => void} next
 * @returns {void}
 */

/**
 * The files of a folder, with the headers that suit their names.
 * @param {string} folder
 * @returns {Handler}
 */
export function filesOf(folder) {
  return sirv(folder, {
    // Looks at the disk for each request, so that a new build shows without a restart.
    dev: true,
    etag: true,
    brotli: true,
    setHeaders(response, pathname) {
      const type = CONTENT_TYPES[pathname.slice(pathname.lastIndexOf('.') + 1)];
      if (type) response.setHeader('Content-Type', type);
      const isForEver = HASHED_NAME.test(pathname);
      // The page, its manifest and its service worker are asked for anew each time.
      response.setHeader('Cache-Control', isForEver ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/**
 * @param {object} options
 * @param {string} options.folder what to serve
 * @param {Handler[]} [options.handlers] instead of the folder's files: asked one after the other, and the list may
 * change while the server runs
 * @param {number} [options.port] 0 takes any free one
 * @param {string} [options.base] path the folder appears under, such as /a/b/
 * @param {boolean} [options.canMove] take the next free port where this one is taken
 * @param {Record<string, string>} [options.headers] instead of those that readers get
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startServer({
  folder,
  handlers = [filesOf(folder)],
  port = 0,
  base = '/',
  canMove = false,
  headers: sent = SECURITY_HEADERS,
}) {
  const prefix = `/${base}/`.replace(/\/+/g, '/');

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(sent)) response.setHeader(name, value);
    /** @param {number} status @param {string} text @param {Record<string, string>} [headers] */
    const answer = (status, text, headers = {}) => {
      response.writeHead(status, { 'Content-Type': 'text/plain;charset=utf-8', ...headers });
      response.end(text);
    };

    const address = request.url ?? '/';
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answer(405, 'Method not allowed', { Allow: 'GET, HEAD' });
    }
    if (`${address}/` === prefix) return answer(308, 'Moved', { Location: prefix });
    if (!address.startsWith(prefix)) return answer(404, 'Not found');
    request.url = address.slice(prefix.length - 1);
    const asked = request.url;
    /** @param {number} index */
    const ask = (index) => {
      const handler = handlers[index];
      if (!handler) return answer(404, 'Not found');
      request.url = asked;
      handler(request, response, () => ask(index + 1));
    };
    ask(0);
  });

  const numTries = canMove ? NUM_PORTS_TRIED : 1;
  for (let number = port; ; number++) {
    try {
      const taken = await listen(server, number);
      return { url: `http://${HOST}:${taken}${prefix}`, close: () => close(server) };
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken) throw error;
      if (number + 1 >= port + numTries) throw new Failure(`Port ${number} is taken; try --port`);
    }
  }
}

/** @param {import('node:http').Server} server @param {number} port @returns {Promise<number>} */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** @param {import('node:http').Server} server @returns {Promise<void>} */
function close(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
