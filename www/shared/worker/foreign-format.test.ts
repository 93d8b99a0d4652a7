import { expect, test } from 'vitest';
import { foreignFormat } from './foreign-format.js';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** A little-endian TIFF whose first directory has these tags. */
function tiff(...tags: number[]): string {
  const word = (value: number) => String.fromCharCode(value & 255, value >> 8);
  return `II*\0${word(8)}\0\0${word(tags.length)}${tags.map((tag) => word(tag) + '\0'.repeat(10)).join('')}\0\0\0\0`;
}

test.each([
  ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ['HEIC', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
  ['AVIF', '\0\0\0\x1cftypavif\0\0\0\0'],
  ['TIFF', tiff(0x0100, 0x0101)],
  ['TIFF', 'MM\0*\0\0\0\x08'],
  ['RAW', tiff(0x0100, 0x010f, 0x014a)],
  ['RAW', tiff(0x0100, 0xc612)],
  ['RAW', 'II*\0\x10\0\0\0CR\x02\0'],
  ['RAW', '\0\0\0\x18ftypcrx \0\0\0\x01'],
  ['RAW', 'FUJIFILMCCD-RAW 0201'],
  ['JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['JPEG XL', '\xff\x0a\x7f'],
  ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['PPM', 'P6\n320 240\n255\n'],
  ['PGM', 'P5 8 8 255 '],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg">'],
  ['SVG', '\xef\xbb\xbf<?xml version="1.0"?>\n<!-- drawn -->\n<svg width="9">'],
  ['PSD', '8BPS\0\x01'],
  ['DICOM', `${'\0'.repeat(128)}DICM`],
  ['HTML', '\n<!DOCTYPE html><title>404</title><svg></svg>'],
  ['PDF', '%PDF-1.7\n'],
  ['PDF', `${'x'.repeat(500)}%PDF-1.4`],
])('%s is called so (%#)', (name, text) => {
  expect(foreignFormat(bytes(text))).toEqual({ name, isDocument: name === 'PDF' || name === 'HTML' });
});

test('what every browser opens, and what nobody knows, has no name here', () => {
  for (const text of [
    '\xff\xd8\xff\xe0',
    '\x89PNG\r\n\x1a\n',
    'GIF89a',
    'BM',
    'RIFF____WEBPVP8 ',
    'PK\x03\x04',
    '',
    'II*',
  ])
    expect(foreignFormat(bytes(text))).toBeNull();
});

test('a file that breaks off anywhere is called by its name all the same, or by none', () => {
  const whole = bytes(tiff(0x0100, 0x010f, 0x014a));
  for (let end = 0; end <= whole.length; end += 1)
    expect(['TIFF', 'RAW', undefined]).toContain(foreignFormat(whole.subarray(0, end))?.name);
});
