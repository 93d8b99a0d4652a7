import { expect, test } from 'vitest';
import { tidied } from './file-tree.js';

test('a path that would lead elsewhere is none', () => {
  const elsewhere = ['../a', 'a/../../b', 'a\\..\\b', 'C:\\a', 'c:a', '..', '', '/', './.'];
  expect(elsewhere.filter((path) => tidied(path) !== null)).toEqual([]);
});

test.each([
  ['cats/1.jpg', 'cats/1.jpg'],
  ['./cats/1.jpg', 'cats/1.jpg'],
  ['pets\\cats\\1.jpg', 'pets/cats/1.jpg'],
  ['/cats//1.jpg', 'cats/1.jpg'],
  ['A\u0308pfel/1.jpg', '\u00c4pfel/1.jpg'],
  ['a..b/c', 'a..b/c'],
  ['...png', '...png'],
])('%s is %s', (path, tidy) => expect(tidied(path)).toBe(tidy));
