// "Is this still what those files give?" A stamp is a hash of everything a step
// reads, kept with a hash of what it wrote; when both still match, the step is
// skipped and a second start takes seconds.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE, ROOT } from './paths.mjs';

/**
 * Every file under the given files and folders, sorted, relative to the root.
 * @param {string[]} places
 * @param {string[]} [ignoredFolders] names of folders that do not count
 */
export function filesUnder(places, ignoredFolders = []) {
  /** @type {string[]} */
  const files = [];
  /** @param {string} place */
  const visit = (place) => {
    const stat = statSync(path.join(ROOT, place), { throwIfNoEntry: false });
    if (stat?.isFile()) files.push(place);
    if (!stat?.isDirectory() || ignoredFolders.includes(path.basename(place))) return;
    for (const name of readdirSync(path.join(ROOT, place))) visit(path.join(place, name));
  };
  places.forEach(visit);
  return files.sort();
}

/**
 * @param {string[]} files relative to the root
 * @param {string[]} [facts] other things that matter: versions, flags
 */
export function hashOf(files, facts = []) {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`fact ${fact}\n`);
  for (const file of files) {
    const content = readFileSync(path.join(ROOT, file));
    hash.update(`file ${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} step */
const stampFile = (step) => path.join(CACHE, 'stamps', `${step}.json`);

/**
 * @param {string} step
 * @param {string} inputs hash of what it reads
 * @param {string[]} outputs files and folders it writes
 */
export function isFresh(step, inputs, outputs) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile(step), 'utf8'));
    return stamp.inputs === inputs && stamp.outputs === hashOf(filesUnder(outputs));
  } catch {
    // No stamp, or one we cannot read, only means that the step runs again.
    return false;
  }
}

/** @param {string} step @param {string} inputs @param {string[]} outputs */
export function recordStamp(step, inputs, outputs) {
  const file = stampFile(step);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ inputs, outputs: hashOf(filesUnder(outputs)) }));
}
