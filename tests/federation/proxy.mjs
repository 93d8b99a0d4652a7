// A proxy as organisers have one in front, which keeps what devices send.

import http from 'node:http';

/** @param {string} link the organiser's */
export async function watchedProxy(link) {
  const target = new URL(link);
  const bodies = /** @type {Buffer[]} */ ([]);
  const server = http.createServer((request, response) => {
    const chunks = /** @type {Buffer[]} */ ([]);
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      bodies.push(body, Buffer.from(JSON.stringify([request.url, request.headers])));
      const { method, headers } = request;
      const onwards = http.request(new URL(request.url ?? '/', target), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onwards.on('error', () => response.writeHead(502).end());
      onwards.end(body);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    link: `http://127.0.0.1:${address.port}/${target.hash}`,
    bodies,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
