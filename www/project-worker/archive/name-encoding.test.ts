import { expect, test } from 'vitest';
import { decodeName, guessEncoding, isPlainlyUtf8, readingsOf, type NameEncoding } from './name-encoding.js';

/** Bytes of names as Windows writes them, by hand: no encoder but UTF-8's is in browsers or in Node. */
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const NAMES: [what: string, hex: string, encoding: NameEncoding, name: string, languages: string[]][] = [
  ['猫 from a Chinese Windows', 'c3a8', 'gbk', '猫', ['zh-CN']],
  ['the same for a reader of English', 'c3a8', 'gbk', '猫', ['en-US']],
  ['狗 with a number', 'b9b72f312e6a7067', 'gbk', '狗/1.jpg', ['en']],
  ['貓 from Taiwan', 'bfdf', 'big5', '貓', ['zh-TW', 'en']],
  ['ねこ', '82cb82b1', 'shift_jis', 'ねこ', ['ja']],
  ['ねこ for a reader of English', '82cb82b1', 'shift_jis', 'ねこ', ['en']],
  ['강아지', 'b0adbec6c1f6', 'euc-kr', '강아지', ['ko-KR']],
  ['Äpfel from DOS', '8e7066656c', 'ibm437', 'Äpfel', ['de', 'en']],
  ['Äpfel from Windows', 'c47066656c', 'windows-1252', 'Äpfel', ['de']],
];

test.each(NAMES)('%s', (_, hex, encoding, name, languages) => {
  expect(guessEncoding([bytes(hex)], languages)).toBe(encoding);
  expect(decodeName(bytes(hex), encoding)).toBe(name);
});

test('all names of an archive are in one encoding, and one that is clear decides', () => {
  const names = ['8e7066656c', '42846d6d65'].map(bytes);
  expect(guessEncoding(names, ['zh-CN'])).toBe('ibm437');
});

test.each([
  ['猫 in UTF-8', ['e78cab'], ['zh-CN'], true],
  ['è in UTF-8, read by a French person', ['c3a8'], ['fr'], true],
  ['è or 猫, read by a Chinese person', ['c3a8'], ['zh-CN'], false],
  ['猫 and 狗 from a Chinese Windows', ['c3a8', 'b9b7'], ['en'], false],
])('whether %s is plainly UTF-8', (_, names, languages, isPlain) => {
  expect(isPlainlyUtf8(names.map(bytes), languages)).toBe(isPlain);
});

test('names are shown in each encoding that they are text of', () => {
  const readings = readingsOf(['c3a82f312e6a7067', 'b9b72f322e6a7067'].map(bytes));
  expect(readings.find(({ encoding }) => encoding === 'gbk')?.names).toEqual(['猫', '狗']);
  expect(readings.map(({ encoding }) => encoding)).not.toContain('utf-8');
});

test('bytes that are of no encoding are read as the format says', () => {
  expect(guessEncoding([bytes('d72fd7')], ['zh-CN'])).toBe('ibm437');
  expect(decodeName(bytes('d72f'), 'gbk')).toBeNull();
});
