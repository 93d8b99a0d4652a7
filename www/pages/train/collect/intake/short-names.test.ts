import { expect, test } from 'vitest';
import { MAX_CLASS_NAME_CHARS } from '../../../../types/core.js';
import { shortNames } from './short-names.js';

test('names that fit stay, in one Unicode form and without spaces around them', () => {
  const made = shortNames(['daisy', ' daisy ', 'A\u0308pfel', '']);
  expect([...made.values()]).toEqual(['daisy', 'daisy', '\u00c4pfel', '']);
});

test('long names fit and stay different, whichever end they differ at', () => {
  const middle = 'Animalia_Arthropoda_Arachnida_Opiliones_Phalangiidae_Phalangium_'.repeat(2);
  const names = [`00001_${middle}opilio`, `00002_${middle}opilio`, `00001_${middle}saxatile`];
  const same = [`${'a'.repeat(60)}x${'b'.repeat(60)}`, `${'a'.repeat(60)}y${'b'.repeat(60)}`];
  const made = [...shortNames([...names, ...same]).values()];
  expect(new Set(made).size).toBe(names.length + same.length);
  for (const name of made) expect(Array.from(name).length).toBeLessThanOrEqual(MAX_CLASS_NAME_CHARS);
});
