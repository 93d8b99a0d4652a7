// A web host with a line of a given speed, which counts what it sends.

import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
/** What is sent at a time over a slow line. */
const CHUNK_BYTES = 16 * 1024;
/** What a timer on a busy machine may be late by. */
const MOST_LATE_MS = 250;

/** @typedef {{ megabitsPerSecond: number, latencyMs: number }} Line */

/**
 * @typedef {object} Host
 * @property {string} url
 * @property {(line: Line | null) => void} setLine
 * @property {() => { bytes: number, files: string[] }} takeSent
 * @property {() => void} close
 */

/** @param {string} folder @returns {Promise<Host>} */
export async function serveArticles(folder) {
  /** @type {Line | null} */
  let line = null;
  let sent = { bytes: 0, files: /** @type {string[]} */ ([]) };
  /** When the line is free again: all that is under way shares it. */
  let isFreeAt = 0;
  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  const answer = async (request, response) => {
    const address = new URL(request.url ?? '/', 'http://host').pathname;
    const file = path.join(folder, address.endsWith('/') ? `${address}index.html` : address);
    const packed = statSync(`${file}.br`, { throwIfNoEntry: false }) ? `${file}.br` : file;
    if (!file.startsWith(folder) || !statSync(packed, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    const body = readFileSync(packed);
    sent.bytes += body.length;
    sent.files.push(path.basename(file));
    response.writeHead(200, {
      'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'Content-Length': body.length,
      // As long for everybody, though only some have hashes in their names.
      'Cache-Control': 'public, max-age=3600',
      ...(packed === file ? {} : { 'Content-Encoding': 'br' }),
    });
    if (!line) return void response.end(body);
    await setTimeout(line.latencyMs);
    for (let at = 0; at < body.length && !response.destroyed; at += CHUNK_BYTES) {
      const chunk = body.subarray(at, at + CHUNK_BYTES);
      // A timer that comes late must not make the line slower than it is.
      isFreeAt =
        Math.max(isFreeAt, performance.now() - MOST_LATE_MS) + (chunk.length * 8) / (line.megabitsPerSecond * 1000);
      await setTimeout(Math.max(0, isFreeAt - performance.now()));
      response.write(chunk);
    }
    response.end();
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    setLine: (next) => {
      line = next;
    },
    takeSent: () => {
      const taken = sent;
      sent = { bytes: 0, files: [] };
      return taken;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
