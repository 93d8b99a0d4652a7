/** What pictures can be tried on: a trained version, or before there is one the names of the classes. */
import type { ProjectWorker, TimedPrediction, WordsAsked, WordsPrediction } from '../../../engine/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import type { Words } from '../words/use-words.js';

export interface Asked extends Pick<ModelVersion, 'id' | 'classIds' | 'classNames' | 'architecture'> {
  /** The names, where it is no trained version. */
  words?: WordsAsked;
}

/** What it says of a picture; the names say more than a version. */
export type Answer = TimedPrediction & Partial<Pick<WordsPrediction, 'numPhotos' | 'wordWeight'>>;

export function askedOf({ asked, classes, numPhotos }: Words): Asked {
  const [classIds, classNames] = [classes.map(({ id }) => id), classes.map(({ name }) => name)];
  // Whenever something about it changes, what was tried is answered anew.
  const id = JSON.stringify([asked, numPhotos, classNames]);
  // Both read the features of the same network.
  return { id, classIds, classNames, architecture: 'transfer', words: asked };
}

export function classify(worker: ProjectWorker, { id, words }: Asked, picture: Blob): Promise<Answer> {
  return words ? worker.classifyByWords(words, picture) : worker.classify(id, picture);
}
