/** What names mean to the shipped network. The tables are fetched when the first name is asked about. */
import wordsUrl from '../../../crates/core/assets/words/words.json?url';
import chineseUrl from '../../../crates/core/assets/words/words.zh-Hans.json?url';
import type { Vocabulary } from '../../generated/train/kiln.js';
import { CodedError } from '../../shared/errors.js';
import type { KnownName } from '../../types/core.js';
import { opened } from '../state.js';

const HAN = /\p{Script=Han}/u;

let english: Promise<Vocabulary> | null = null;
/** With the Chinese names beside the others. */
let chinese: Promise<Vocabulary> | null = null;

/** What each of the names means. Chinese names are fetched with the first name that is one. */
export async function lookUp(names: string[]): Promise<KnownName[]> {
  const vocabulary = await (names.some((name) => HAN.test(name)) ? withChinese() : (chinese ?? withEnglish()));
  return names.map((name) => vocabulary.lookUp(name));
}

function withEnglish(): Promise<Vocabulary> {
  english ??= build([wordsUrl]).catch((error: unknown) => {
    english = null;
    throw error;
  });
  return english;
}

function withChinese(): Promise<Vocabulary> {
  chinese ??= build([wordsUrl, chineseUrl]).catch((error: unknown) => {
    chinese = null;
    throw error;
  });
  return chinese;
}

async function build(urls: string[]): Promise<Vocabulary> {
  const [table = '', names] = await Promise.all(urls.map(textOf));
  return new (opened().Vocabulary)(table, names);
}

async function textOf(url: string): Promise<string> {
  try {
    const response = await fetch(url);
    if (response.ok) return await response.text();
    throw new CodedError('part.not-fetched', `the server answered ${response.status}`);
  } catch (error) {
    throw error instanceof CodedError ? error : new CodedError('part.not-fetched', String(error));
  }
}
