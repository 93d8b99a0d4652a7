import { expect, test } from 'vitest';
import { ZipReader } from './zip-reader.js';
import { ZipWriter } from './zip-writer.js';

/** More than the 65,535 that a zip can count without its extension. */
const NUM_FILES = 65_600;

test('more files than an ordinary zip can count come back, each with its content', { timeout: 240_000 }, async () => {
  const writer = new ZipWriter();
  for (let index = 0; index < NUM_FILES; index += 1) await writer.add(`a/${index}.txt`, String(index));
  const zip = await ZipReader.open(await writer.finish(), 'large.zip');
  expect(zip.paths).toHaveLength(NUM_FILES);
  for (const index of [0, 65_534, 65_535, 65_536, NUM_FILES - 1]) {
    expect(await (await zip.read(`a/${index}.txt`))?.text()).toBe(String(index));
  }
});
