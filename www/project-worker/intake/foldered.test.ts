import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { foldered } from './foldered.js';

test('a sample of Teachable Machine goes into the class that its name begins with', () => {
  expect(foldered('daisy-!-0.png', 'project')).toBe('daisy/0.png');
  expect(foldered('samples/red tulip-!-12.png', 'project')).toBe('red tulip/12.png');
});

test('pictures in folders stay there, those without are in the class that the zip is named after', () => {
  expect(foldered('daisy/a.png', 'flowers')).toBe('daisy/a.png');
  expect(foldered('a.png', 'flowers')).toBe('flowers/a.png');
  // One half of the mark is missing: it is an ordinary name.
  expect(foldered('-!-1.png', 'flowers')).toBe('flowers/-!-1.png');
  expect(foldered('daisy-!-', 'flowers')).toBe('flowers/daisy-!-');
});

test('every picture is in a folder', () => {
  assert(
    property(string(), (path) => {
      expect(foldered(path, 'zip')).toContain('/');
    }),
  );
});
