/** Answers from the names of classes, and from a few photos beside them, before anything has been trained. */
import type { WordClassifier } from '../../generated/train/kiln.js';
import type { PictureRecord } from '../../storage/index.js';
import { featuresOf } from '../features/features.js';
import { see } from '../features/row.js';
import type { WordsAsked, WordsPrediction } from '../service.js';
import { openBackbone, opened, store } from '../state.js';

interface Built {
  /** What it was built for. */
  key: string;
  classifier: WordClassifier;
  numPhotos: number;
}

/** The last one asked is kept. */
let built: Built | null = null;
/** One call after another: none is to find that the next one has taken its classifier away. */
let turn: Promise<unknown> = Promise.resolve();

export function classifyByWords(asked: WordsAsked, picture: Blob): Promise<WordsPrediction> {
  const answered = turn.then(() => answer(asked, picture));
  turn = answered.catch(() => undefined); // Whoever has asked hears of it.
  return answered;
}

async function answer(asked: WordsAsked, picture: Blob): Promise<WordsPrediction> {
  const { classifier, numPhotos } = await classifierFor(asked);
  const startedAt = performance.now();
  const { probabilities, isUnknown } = classifier.answer(await see(picture, 'features'));
  const elapsedMs = performance.now() - startedAt;
  return { probabilities, isUnknown, elapsedMs, numPhotos, wordWeight: classifier.wordWeight() };
}

async function classifierFor(asked: WordsAsked): Promise<Built> {
  const photos = await photosOf(asked);
  const key = JSON.stringify([asked.words, photos.map(({ id, classId }) => [id, classId])]);
  if (built?.key === key) return built;
  const { file, sha256 } = await openBackbone();
  const words = asked.words.map(({ classes }) => classes);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const classifier = new (opened().WordClassifier)(bytes, sha256, words);
  try {
    if (photos.length > 0) await learn(classifier, asked, photos);
  } catch (error) {
    classifier.free();
    throw error;
  }
  built?.classifier.free();
  built = { key, classifier, numPhotos: photos.length };
  return built;
}

async function learn(classifier: WordClassifier, { words }: WordsAsked, photos: PictureRecord[]): Promise<void> {
  const rows: Float32Array[] = [];
  for await (const row of featuresOf(photos, new AbortController().signal)) rows.push(row);
  const length = rows[0]?.length ?? 0;
  const features = new Float32Array(rows.length * length);
  rows.forEach((row, index) => features.set(row, index * length));
  const labels = photos.map(({ classId }) => words.findIndex((word) => word.classId === classId));
  classifier.learn(features, Uint32Array.from(labels));
}

/** The same number of each class at most; what is set aside for the test is not learnt from. */
async function photosOf({ projectId, words }: WordsAsked): Promise<PictureRecord[]> {
  const pictures = (await store.pictures(projectId)).filter(({ isTest }) => !isTest);
  const limit = Math.floor(opened().WordClassifier.maxPhotos() / words.length);
  return words.flatMap((word) => pictures.filter(({ classId }) => classId === word.classId).slice(0, limit));
}
