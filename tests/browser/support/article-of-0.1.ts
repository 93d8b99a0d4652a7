/** Articles of 0.1, put together: what repeats other files is not kept in tests/fixtures/of-0.1. */
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { fixture } from './studio.js';

/** To the byte what 0.1 wrote beside each model over features. */
const BACKBONE = path.resolve(
  import.meta.dirname,
  '../../../crates/core/assets/efficientnet-lite0/efficientnet-lite0.features.i8.safetensors',
);

/**
 * The folder as it lies with a host, with the widget of today in it: what a publisher has who exchanges the script.
 * `present` is a folder that was published today.
 */
export function putSite(folder: string, present: string, [receiver, here]: [string, string]): void {
  mkdirSync(folder, { recursive: true });
  cpSync(fixture('of-0.1/article'), folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.html')) continue;
    const file = path.join(folder, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(receiver, here));
  }
  for (const name of readdirSync(present)) {
    if (/\.(js|wasm)$/.test(name)) copyFileSync(path.join(present, name), path.join(folder, name));
  }
  copyFileSync(BACKBONE, path.join(folder, 'kiln-backbone.safetensors'));
}

/** The one file, with the widget of today in it. */
export function putPage(present: string): string {
  const packed = (file: string) => gzipSync(readFileSync(file)).toString('base64');
  const files: Record<string, string> = {
    'kiln-worker': packed(path.join(present, 'kiln-worker.js')),
    'kiln-runtime': packed(path.join(present, 'kiln-runtime.wasm')),
    'kiln-backbone': packed(BACKBONE),
    // In a script element, these three would end it or swallow what follows.
    'kiln-classifier': readFileSync(path.join(present, 'kiln-classifier.js'), 'utf8').replaceAll(
      /<(?=!--|\/?script)/gi,
      '\\x3c',
    ),
  };
  return readFileSync(fixture('of-0.1/article.html'), 'utf8').replaceAll(
    /\{\{([\w-]+)\}\}/g,
    (_, name: string) => files[name] ?? '',
  );
}
