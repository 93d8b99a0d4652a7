// Programs that open Teachable Machine's files, for the tests. Of each package one script is wanted that needs no
// other: as development dependencies they would bring 700 MB of packages with them that nothing here runs.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './command.mjs';
import { Failure } from './failures.mjs';
import { CACHE } from './paths.mjs';

/** `integrity` is the registry's own, as in a lockfile. */
const READERS = {
  /** `@teachablemachine/image` is written for this version of TensorFlow.js and expects it beside it. */
  tfjs: {
    package: '@tensorflow/tfjs@1.3.1',
    script: 'dist/tf.min.js',
    integrity: 'sha512-eJ8+WYRYYx6o3R4daV3T46ZHI/FN0+wslNnobh6d2Sp/T8PfaFpdR38nRrYtxnz33A80B2pMk4VxzoVivS4/jA==',
  },
  teachableMachine: {
    package: '@teachablemachine/image@0.8.5',
    script: 'dist/teachablemachine-image.min.js',
    integrity: 'sha512-u6BLQ8RBn38BKee7mmAl+HS9qWgM/2YmUbQYy21eQfqhb7E8xT5LDp7QqEU31rtgEIMDwB/OG8cjmSiuHpqb7A==',
  },
  ml5: {
    package: 'ml5@1.4.0',
    script: 'dist/ml5.min.js',
    integrity: 'sha512-gjWRlas0Bp+1eWTht+XrpJdOmdwqOrh5ACBY162PGfLqOt/IqZEtwiZgVhD7khOgO0HApJUCFGFuaiLjSg5BMg==',
  },
};

/** @typedef {keyof typeof READERS} Reader */

/** The path of a reader's script; fetched from the registry once. @param {Reader} name */
export async function readerScript(name) {
  const reader = READERS[name];
  const kept = path.join(CACHE, 'readers', `${reader.package.replaceAll(/\W/g, '-')}.js`);
  if (existsSync(kept)) return kept;
  mkdirSync(path.dirname(kept), { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, 'reader-'));
  try {
    await runQuietly('npm', ['pack', reader.package, '--pack-destination', folder, '--loglevel=error']);
    const archive = path.join(folder, readdirSync(folder)[0] ?? '');
    const digest = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (digest !== reader.integrity) throw new Failure(`${reader.package} is not what it was: ${digest}`);
    await runQuietly('tar', ['-xzf', archive, '-C', folder, `package/${reader.script}`]);
    renameSync(path.join(folder, 'package', reader.script), kept);
    return kept;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fetches them all. */
export async function fetchReaders() {
  for (const name of /** @type {Reader[]} */ (Object.keys(READERS))) await readerScript(name);
}
