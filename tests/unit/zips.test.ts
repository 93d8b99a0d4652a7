import { expect, test } from 'vitest';
import { zipOf } from '../browser/support/archives.js';
import { ZipReader } from '../../www/project-worker/archive/zip-reader.js';
import { ZipWriter } from '../../www/project-worker/archive/zip-writer.js';

const textAt = async (zip: ZipReader, path: string) => (await zip.read(path))?.text();

test('more files than an ordinary zip can count are written, each with its content', { timeout: 600_000 }, async () => {
  const writer = new ZipWriter();
  const paths = Array.from({ length: 65_600 }, (_, index) => `samples/猫/${index}.txt`);
  for (const path of paths) await writer.add(path, path);
  const zip = await ZipReader.open(await writer.finish(), 'large.zip');
  expect(zip.paths).toEqual(paths);
  expect(zip.guessedEncoding).toBeNull();
  const some = paths.filter((_, index) => index % 5_000 === 0 || index > 65_530);
  expect(await Promise.all(some.map((path) => textAt(zip, path)))).toEqual(some);
});

test('more files than an ordinary zip can count, written by another program, are all read', {
  timeout: 60_000,
}, async () => {
  // The count of 16 bits ends at 65,535.
  const entries = Array.from({ length: 65_600 }, (_, index) => ({
    name: `a/${index}.txt`,
    data: Buffer.from(String(index)),
    method: 0,
  }));
  const zip = await ZipReader.open(new Blob([new Uint8Array(zipOf(entries))]), 'large.zip');
  expect(zip.paths).toHaveLength(entries.length);
  for (const index of [0, 65_534, 65_535, 65_536, 65_599]) {
    expect(await textAt(zip, `a/${index}.txt`)).toBe(String(index));
  }
});
