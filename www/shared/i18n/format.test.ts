import { assert, double, property } from 'fast-check';
import { expect, test } from 'vitest';
import { formatDay, formatProbability, formatSize } from './format.js';
import { browserLanguages, preferredLanguage } from './index.js';
import { percent } from './percent.js';

test('what is possible is not written as impossible, nor what is likely as certain', () => {
  assert(
    property(double({ min: 0, max: 1, noNaN: true }), (probability) => {
      expect(formatProbability(probability)).not.toMatch(/^(0|0\.0|100)%$/);
    }),
  );
  expect([0, 0.0004, 0.0123, 0.5, 0.996, 1].map(formatProbability)).toEqual([
    '<0.1%',
    '<0.1%',
    '1.2%',
    '50%',
    '>99%',
    '>99%',
  ]);
});

test('beside an answer nothing is rounded to 0 % or 100 %, in either language', () => {
  for (const tag of ['en', 'zh-Hans']) {
    assert(
      property(double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(percent(tag, share)).toMatch(/^(<1%|[1-9]\d?%|>99%)$/);
      }),
    );
    expect([0, 0.0049, 0.005, 0.5, 0.9949, 0.995, 1].map((share) => percent(tag, share))).toEqual([
      '<1%',
      '<1%',
      '1%',
      '50%',
      '99%',
      '>99%',
      '>99%',
    ]);
  }
});

test('a size is rounded up to kilobytes, and from a megabyte on has one decimal', () => {
  expect([0, 1, 1000, 1001, 999_999, 1e6, 4_829_840].map(formatSize)).toEqual(
    ['0 kB', '1 kB', '1 kB', '2 kB', '1,000 kB', '1.0 MB', '4.8 MB'].map((size) => size.replace(' ', '\u00a0')),
  );
});

test('a day that no calendar has is a dash', () => {
  expect(formatDay(0)).toBe('Jan 1, 1970');
  expect([formatDay(1e300), formatDay(new Date(1e300))]).toEqual(['–', '–']);
});

test('the first language that there is; any Chinese is the one there is', () => {
  expect(preferredLanguage(['fr-FR', 'zh-TW', 'en'])).toBe('zh-Hans');
  expect(preferredLanguage(['EN-us', 'zh'])).toBe('en');
  expect(preferredLanguage(['fr', 'C'])).toBe('en');
  expect(preferredLanguage([])).toBe('en');
});

test('a browser without languages, or with one that is none, is no hindrance', () => {
  const chosen = (browser: Parameters<typeof browserLanguages>[0]) => preferredLanguage(browserLanguages(browser));
  // WebKitGTK under LANG=C says `C`; others have no list, an empty one, or null.
  expect(chosen({ languages: ['C'], language: 'C' })).toBe('en');
  expect(chosen({ language: 'zh-CN' })).toBe('zh-Hans');
  expect(chosen({ languages: [], language: null })).toBe('en');
  expect(chosen({ languages: ['', '*', '\ud83d\ude00_'], language: 'undefined' })).toBe('en');
  expect(chosen({})).toBe('en');
});
