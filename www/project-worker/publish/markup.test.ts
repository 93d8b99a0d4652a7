import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { attributes, escaped } from './markup.js';

/** The text that a browser makes of the five entities. */
function read(markup: string): string {
  const letters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return markup.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => letters[name] ?? '');
}

const text = string({ unit: 'grapheme' });

test('text in markup says what it said, and can neither open nor close anything', () => {
  assert(
    property(text, (text) => {
      expect(escaped(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      expect(read(escaped(text))).toBe(text);
    }),
  );
  expect(escaped(`<a href="x" title='&amp;'>`)).toBe('&lt;a href=&quot;x&quot; title=&#39;&amp;amp;&#39;&gt;');
});

test('attributes hold any value; true stands alone, false and null are left out', () => {
  expect(attributes({ src: 'a"b', camera: true, feedback: false, lang: null })).toBe(' src="a&quot;b" camera');
  expect(attributes({})).toBe('');
});
