import { array, assert, asyncProperty, boolean, constantFrom, record } from 'fast-check';
import { expect, test } from 'vitest';
import { entriesOf, type Entry } from './entries.js';

const ANSWER = {
  modelId: 'model',
  modelSha256: 'ab'.repeat(32),
  predicted: 'daisy',
  probability: 0.75,
  actual: 'tulip',
  day: '2026-02-28',
};
const received = (id: string): string => JSON.stringify({ id, tokenSha256: 'cd'.repeat(32), ...ANSWER });

async function read(text: string): Promise<{ form: string; entries: Entry[]; isCut: boolean; reported: number[] }> {
  const reported: number[] = [];
  const { form, each, isCut } = await entriesOf(new Blob([text]), (done) => reported.push(done));
  const entries: Entry[] = [];
  for await (const entry of each) entries.push(entry);
  return { form, entries, isCut: isCut(), reported };
}

const kind = (entry: Entry): string =>
  entry.read === null ? 'no JSON' : entry.read.isOk ? 'answer' : entry.read.field;

test('each line is an answer, names the field that is wrong, or is no JSON; empty ones are skipped', async () => {
  const lines = {
    answer: received('1'),
    probability: JSON.stringify({ id: '1', ...ANSWER, probability: 1.5 }),
    day: JSON.stringify({ id: '1', ...ANSWER, day: '2026-02-30' }),
    'no JSON': '{"id":',
    '': ' ',
  };
  const line = record({ kind: constantFrom(...(Object.keys(lines) as (keyof typeof lines)[])), isWindows: boolean() });
  await assert(
    asyncProperty(array(line, { minLength: 1, maxLength: 20 }), async (chosen) => {
      const text = chosen.map(({ kind, isWindows }) => `${lines[kind]}${isWindows ? '\r' : ''}\n`).join('');
      const { form, entries, isCut, reported } = await read(text);
      expect(form).toBe('received');
      expect(isCut).toBe(false);
      const expected = chosen.flatMap(({ kind }, index) => (kind === '' ? [] : [[index + 1, kind]]));
      expect(entries.map((entry) => [entry.number, kind(entry)])).toEqual(expected);
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
  const text = Array.from({ length: 3000 }, () => JSON.stringify({ id: '1', ...ANSWER, predicted: '蒲公英' })).join(
    '\n',
  );
  const { entries } = await read(text);
  const named = entries.filter(({ read }) => read?.isOk === true && read.value.predicted === '蒲公英');
  expect(named).toHaveLength(3000);
});

test('a list that a reader saved is read as one, in its order', async () => {
  const text = JSON.stringify({ kilnReaderAnswers: 1, answers: [ANSWER, { ...ANSWER, modelSha256: 'no' }] }, null, 1);
  const { form, entries, reported } = await read(text);
  expect(form).toBe('saved');
  expect(entries.map(kind)).toEqual(['answer', 'modelSha256']);
  expect(reported).toEqual([text.length / 2, text.length]);
});

test('a line that is too long is skipped as no JSON, and the next one read', async () => {
  const { entries } = await read(`{"id":"${'x'.repeat(3_100_000)}"}\n${received('2')}\n`);
  expect(entries.map(kind)).toEqual(['no JSON', 'answer']);
});

test('an empty file is refused by its code', async () => {
  await expect(read('')).rejects.toMatchObject({ code: 'answers.empty' });
});
