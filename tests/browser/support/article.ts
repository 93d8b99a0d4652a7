/** What a publisher makes in the training page, and a host that readers get it from. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import sirv from 'sirv';

/** The files of a zip, in `folder`. */
export function unzipTo(zip: Buffer, folder: string): string[] {
  const entries = Object.entries(unzipSync(new Uint8Array(zip)));
  for (const [name, bytes] of entries) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return entries.map(([name]) => name);
}

/** Presses one of the two buttons of "Publish" and takes the file. A title that is missing is made up. */
export async function publish(page: Page, form: 'site' | 'page'): Promise<Buffer> {
  const title = page.getByTestId('publish-title');
  if ((await title.inputValue()) === '') await title.fill('Which flower is it?');
  const download = page.waitForEvent('download');
  await page.getByTestId(`publish-${form}`).click();
  const file = readFileSync(await (await download).path());
  await expect(page.getByTestId('publish-agreement')).toBeVisible();
  return file;
}

export interface Host {
  url: string;
  /** Paths that were asked for, in order. */
  requests: string[];
  close(): void;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Serves a folder as a newspaper's host would, with the headers that it sends. */
export async function serveFolder(
  folder: string,
  headers: Record<string, string> = {},
  handler: Handler = () => false,
): Promise<Host> {
  const requests: string[] = [];
  const files = sirv(folder, { dev: true });
  const server = createServer((request, response) => {
    requests.push((request.url ?? '').split('?')[0] ?? '');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (handler(request, response)) return;
    files(request, response, () => {
      response.writeHead(404, { 'Content-Type': 'text/plain' });
      response.end('Not found');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A published model with another threshold on its card: below it, pictures are none of its classes. */
export function withThreshold(file: Buffer, threshold: number): Buffer {
  const end = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.subarray(8, end).toString()) as { __metadata__: Record<string, string> };
  const card = JSON.parse(header.__metadata__['kiln.card'] ?? '') as Record<string, unknown>;
  // As files of version 0.1 have it: without a checksum of the header, which is another one now.
  delete card['headerSha256'];
  delete card['hasHeaderSha256'];
  const unknown = { score: 'energy', threshold, falseAlarmRate: { value: 0, low: 0, high: 1 } };
  header.__metadata__['kiln.card'] = JSON.stringify({ ...card, unknown });
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, file.subarray(end)]);
}
