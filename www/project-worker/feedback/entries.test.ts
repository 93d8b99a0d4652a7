import { array, assert, asyncProperty, boolean, constantFrom, record } from 'fast-check';
import { expect, test } from 'vitest';
import { entriesOf, type Entry } from './entries.js';

const FEEDBACK = {
  modelId: 'model',
  modelSha256: 'ab'.repeat(32),
  predicted: 'daisy',
  probability: 0.75,
  actual: 'tulip',
  day: '2026-02-28',
};
const received = (id: string): string => JSON.stringify({ id, tokenSha256: 'cd'.repeat(32), ...FEEDBACK });

const MAX_LINE_LETTERS = 1000;

async function read(text: string): Promise<{ form: string; entries: Entry[]; isCut: boolean; reported: number[] }> {
  const reported: number[] = [];
  const { form, each, isCut } = await entriesOf(new Blob([text]), MAX_LINE_LETTERS, (done) => reported.push(done));
  const entries: Entry[] = [];
  for await (const entry of each) entries.push(entry);
  return { form, entries, isCut: isCut(), reported };
}

test('each line comes as it is, by its number, JSON or not; empty ones are skipped', async () => {
  const line = record({ text: constantFrom(received('1'), '{"id":', '3', '', ' '), isWindows: boolean() });
  await assert(
    asyncProperty(array(line, { minLength: 1, maxLength: 20 }), async (chosen) => {
      const lines = chosen.map(({ text, isWindows }) => `${text}${isWindows ? '\r' : ''}`);
      const text = lines.map((each) => `${each}\n`).join('');
      const { form, entries, isCut, reported } = await read(text);
      expect(form).toBe('received');
      expect(isCut).toBe(false);
      const expected = lines.flatMap((each, index) => (each.trim() === '' ? [] : [{ number: index + 1, text: each }]));
      expect(entries).toEqual(expected);
      expect(reported.at(-1)).toBe(new TextEncoder().encode(text).length);
    }),
    { numRuns: 50 },
  );
});

test('a last line that was cut short is left out and said; one that only lacks its end is read', async () => {
  const whole = `${received('1')}\n${received('2')}`;
  expect(await read(whole)).toMatchObject({ isCut: false, entries: [{ number: 1 }, { number: 2 }] });
  for (const numMissing of [1, 10, received('2').length - 1]) {
    const { entries, isCut } = await read(whole.slice(0, -numMissing));
    expect(isCut).toBe(true);
    expect(entries.map(({ number }) => number)).toEqual([1]);
  }
});

test('letters of several bytes are whole, wherever the file is cut into parts', async () => {
  const text = Array.from({ length: 3000 }, () => JSON.stringify({ id: '1', ...FEEDBACK, predicted: '蒲公英' })).join(
    '\n',
  );
  const { entries } = await read(text);
  expect(entries.filter((entry) => entry.text?.includes('"蒲公英"'))).toHaveLength(3000);
});

test('a list that a reader saved is read as one, in its order', async () => {
  const text = JSON.stringify(
    { kilnReaderAnswers: 1, answers: [FEEDBACK, { ...FEEDBACK, modelSha256: 'no' }] },
    null,
    1,
  );
  const { form, entries, reported } = await read(text);
  expect(form).toBe('saved');
  expect(entries.map((entry) => JSON.parse(entry.text ?? '') as unknown)).toEqual([
    FEEDBACK,
    { ...FEEDBACK, modelSha256: 'no' },
  ]);
  expect(reported).toEqual([text.length / 2, text.length]);
});

test('a line that is too long is not held, and the next one read', async () => {
  const { entries } = await read(`{"id":"${'x'.repeat(MAX_LINE_LETTERS)}"}\n${received('2')}\n`);
  expect(entries).toEqual([
    { number: 1, text: null },
    { number: 2, text: received('2') },
  ]);
});

test('only what says that it is a list is read as one', async () => {
  for (const text of ['{"kilnReaderAnswers":2,"answers":[]}', '{"kilnReaderAnswers":1}', '[{}]', 'null', '"list"']) {
    expect((await read(text)).form).toBe('received');
  }
});

test('an empty file is refused by its code', async () => {
  await expect(read('')).rejects.toMatchObject({ code: 'answers.empty' });
});
