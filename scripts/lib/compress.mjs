// Compressed sizes, as a web server would send the file. Brotli at its highest
// level takes seconds on a large module, so every result is kept under the hash
// of its content and made once.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CACHE } from './paths.mjs';

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

/**
 * @typedef {{ raw: number, gzip: number, brotli: number }} Sizes in bytes
 * @param {string} file
 * @returns {Promise<Sizes & { brotliFile: string }>}
 */
export async function compress(file) {
  const content = readFileSync(file);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const brotliFile = path.join(CACHE, 'compressed', `${hash}.br`);
  const sizesFile = path.join(CACHE, 'compressed', `${hash}.json`);
  if (existsSync(brotliFile) && existsSync(sizesFile)) {
    return { ...JSON.parse(readFileSync(sizesFile, 'utf8')), brotliFile };
  }
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  const [brotli, gzipped] = await Promise.all([
    brotliAsync(content, { params }),
    gzipAsync(content, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  const sizes = { raw: content.length, gzip: gzipped.length, brotli: brotli.length };
  mkdirSync(path.dirname(brotliFile), { recursive: true });
  writeWhole(brotliFile, brotli);
  writeWhole(sizesFile, JSON.stringify(sizes));
  return { ...sizes, brotliFile };
}

/**
 * Never leaves half a file behind for the next run to trust.
 * @param {string} file @param {string | Buffer} content
 */
function writeWhole(file, content) {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
}

/** @param {number} bytes */
export function formatSize(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
