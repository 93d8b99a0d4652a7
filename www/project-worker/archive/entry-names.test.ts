import { array, assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { safe, unique } from './entry-names.js';
import { tidied } from './file-tree.js';

/** Letters that file systems, shells and zips take for something else, beside ordinary ones. */
const name = string({
  unit: constantFrom('a', 'A', 'b', '1', '-', '2', '.', ' ', '/', '\\', ':', '*', '\n', '\u0000', '"', '黄', '\u0085'),
  maxLength: 12,
});

test('a safe name is one that every system takes, and that reading a zip neither changes nor leaves out', () => {
  assert(
    property(name, (name) => {
      const made = safe(name);
      expect(made).not.toMatch(/[\p{Cc}\\/:*?"<>|]/u);
      expect(made).toBe(made.trim());
      expect(made.length).toBeGreaterThan(0);
      expect(tidied(made)).toBe(made.normalize('NFC'));
      expect(made).not.toMatch(/^\./);
      expect(safe(made)).toBe(made);
    }),
  );
});

test('names that are safe already stay as they are', () => {
  for (const plain of ['daisy', 'Löwenzahn', '黄色 的花', 'a.b', 'daisy-2']) expect(safe(plain)).toBe(plain);
});

test('unique names differ, also where letters’ case does not count', () => {
  assert(
    property(array(name, { maxLength: 12 }), (names) => {
      const made = unique(names);
      expect(made).toHaveLength(names.length);
      expect(new Set(made.map((one) => one.toLowerCase())).size).toBe(names.length);
    }),
  );
});

test('the first of its name keeps it, and a number goes before the ending', () => {
  expect(unique(['a.png', 'A.png', 'a.png', 'a-2.png'])).toEqual(['a.png', 'A-2.png', 'a-3.png', 'a-2-2.png']);
  expect(unique(['x', 'x'])).toEqual(['x', 'x-2']);
  expect(unique(['f.1/a', 'f.1/a'], true)).toEqual(['f.1/a', 'f.1/a-2']);
});
