import { expect, test } from 'vitest';
import { chosenSamples } from './samples.js';

const CANDIDATES = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: `${id}.jpg` }));

test('three are proposed until somebody chooses', () => {
  expect(chosenSamples({}, CANDIDATES)).toEqual(['a', 'b', 'c']);
  expect(chosenSamples({ samplePictureIds: ['d', 'b'] }, CANDIDATES)).toEqual(['b', 'd']);
});

test('none stays none, and a choice of which nothing is left is no choice', () => {
  expect(chosenSamples({ samplePictureIds: [] }, CANDIDATES)).toEqual([]);
  expect(chosenSamples({ samplePictureIds: ['gone', 'd'] }, CANDIDATES)).toEqual(['d']);
  expect(chosenSamples({ samplePictureIds: ['gone'] }, CANDIDATES)).toEqual(['a', 'b', 'c']);
});
