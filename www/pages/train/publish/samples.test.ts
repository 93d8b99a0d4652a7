import { expect, test } from 'vitest';
import type { ModelVersion } from '../../../storage/index.js';
import type { Session } from '../project/session.js';
import { chosenSamples, sampleCandidates } from './samples.js';

const CANDIDATES = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: `${id}.jpg`, mistakenFor: null, isGood: true }));

test('three are proposed until somebody chooses', () => {
  expect(chosenSamples({}, CANDIDATES)).toEqual(['a', 'b', 'c']);
  expect(chosenSamples({ samplePictureIds: ['d', 'b'] }, CANDIDATES)).toEqual(['b', 'd']);
});

test('none stays none, and a choice of which nothing is left is no choice', () => {
  expect(chosenSamples({ samplePictureIds: [] }, CANDIDATES)).toEqual([]);
  expect(chosenSamples({ samplePictureIds: ['gone', 'd'] }, CANDIDATES)).toEqual(['d']);
  expect(chosenSamples({ samplePictureIds: ['gone'] }, CANDIDATES)).toEqual(['a', 'b', 'c']);
});

test('proposed is what the model gets right and is sure of, of different classes first', () => {
  const predictions = [
    { pictureId: 'tulip taken for a rose', truth: 1, probabilities: [0.7, 0.2, 0.1] },
    { pictureId: 'surer rose', truth: 0, probabilities: [0.9, 0.1, 0] },
    { pictureId: 'rose', truth: 0, probabilities: [0.8, 0.1, 0.1] },
    { pictureId: 'unsure daisy', truth: 2, probabilities: [0.3, 0.23, 0.47] },
    { pictureId: 'tulip', truth: 1, probabilities: [0.3, 0.6, 0.1] },
    { pictureId: 'deleted', truth: 2, probabilities: [0, 0, 1] },
  ];
  const pictures = predictions.slice(0, -1).map(({ pictureId: id }) => ({ id, name: `${id}.jpg` }));
  const version = { classNames: ['rose', 'tulip', 'daisy'], predictions } as unknown as ModelVersion;
  const candidates = sampleCandidates({ pictures } as unknown as Session, version);
  expect(candidates.map(({ id, mistakenFor }) => [id, mistakenFor])).toEqual([
    ['surer rose', null],
    ['tulip', null],
    ['unsure daisy', null],
    ['rose', null],
    ['tulip taken for a rose', 'rose'],
  ]);
  expect(chosenSamples({}, candidates)).toEqual(['surer rose', 'tulip', 'rose']);
});
