import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import type { ReaderFeedback } from '../../storage/index.js';
import { knownList } from './lists.js';

const contents = array(constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 });

/** Entries of a list that was read before, in no order. */
function known(id: string, contents: readonly string[]): ReaderFeedback[] {
  const entries = contents.map((content, position) => ({ list: { id, position, content } }));
  return entries.reverse() as ReaderFeedback[];
}

test('a later state of a list is known as far as it goes, and so is an earlier one', () => {
  assert(
    property(contents, integer({ min: 1, max: 8 }), (whole, cut) => {
      const begun = whole.slice(0, cut);
      expect(knownList(known('list', begun), whole)).toEqual({ id: 'list', numKnown: begun.length });
      expect(knownList(known('list', whole), begun)).toEqual({ id: 'list', numKnown: begun.length });
    }),
  );
});

test('lists that differ anywhere in what both have are different ones', () => {
  assert(
    property(contents, integer({ min: 0, max: 7 }), (whole, at) => {
      const changed = whole.map((content, position) => (position === at % whole.length ? `${content}!` : content));
      expect(knownList(known('list', whole), changed)).toBeNull();
      expect(knownList(known('list', whole), [...changed, 'more'])).toBeNull();
    }),
  );
});

test('of several lists it is the one that shares most', () => {
  const before = [...known('short', ['a']), ...known('other', ['a', 'c']), ...known('long', ['a', 'b'])];
  expect(knownList(before, ['a', 'b', 'c'])).toEqual({ id: 'long', numKnown: 2 });
});

test('answers that the receiver wrote are of no list', () => {
  expect(knownList([{} as ReaderFeedback], ['a'])).toBeNull();
  expect(knownList([], [])).toBeNull();
});
