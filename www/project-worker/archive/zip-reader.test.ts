import { expect, test } from 'vitest';
import { isHidden, isUnsafe } from './zip-reader.js';

test('an entry that would be written elsewhere is unsafe', () => {
  const unsafe = ['../a', 'a/../../b', 'a\\..\\b', '/etc/passwd', '\\\\host\\share', 'C:\\a', 'c:a', '..'];
  expect(unsafe.filter((name) => !isUnsafe(name))).toEqual([]);
  expect(['a/b.png', 'a..b/c', '...png', 'ab:c', 'samples/..a/b'].filter(isUnsafe)).toEqual([]);
});

test('what file managers add is hidden, at any depth', () => {
  expect(['.DS_Store', 'a/.thumbs/b.png', '__MACOSX/a.png', 'a/__MACOSX/b'].every(isHidden)).toBe(true);
  expect(['a.png', 'a/b.c/d.png', '__MACOSX_/a'].some(isHidden)).toBe(false);
});
