/** The entries of a file with readers' feedback, one after another, whichever of the two forms it has. */
import { CodedError } from '../../shared/errors.js';

const MEGABYTE = 1024 ** 2;
/** With a picture in every entry this holds some five thousand of the largest that the receiver takes. */
const MAX_FILE_BYTES = 2048 * MEGABYTE;
/** A list that a reader saved is read as a whole. It holds at most 500 entries. */
const MAX_LIST_BYTES = 256 * MEGABYTE;
const SMALL_BYTES = 16 * MEGABYTE;
const MAX_ENTRIES = 500_000;

export interface Entry {
  /** The number of the line or the place in the list, from 1. */
  number: number;
  /** The entry as JSON, not looked at yet; null where it is too long for that. */
  text: string | null;
}

export interface Entries {
  /** The form of the file: of the receiver, with an id for each entry; or saved by a reader, without. */
  form: 'received' | 'saved';
  each: AsyncIterable<Entry>;
  /** Whether the last line was not written to its end, known when all is read. */
  isCut: () => boolean;
}

type Report = (doneBytes: number) => void;

/** A line of more than `maxLineLetters` is not held in memory. */
export async function entriesOf(file: Blob, maxLineLetters: number, report: Report): Promise<Entries> {
  if (file.size === 0) throw new CodedError('answers.empty', 'the file is empty');
  if (file.size > MAX_FILE_BYTES) throw new CodedError('answers.too-large', `${file.size} bytes`);
  const list = (await mayBeList(file)) ? savedList(parsed(await textOf(file))) : null;
  if (list) return { form: 'saved', each: fromList(list, file.size, report), isCut: () => false };
  let isCut = false;
  const each = fromLines(file, maxLineLetters, report, () => (isCut = true));
  return { form: 'received', each, isCut: () => isCut };
}

/** Larger files are not read as a whole to find out: a list says at its beginning what it is. */
async function mayBeList(file: Blob): Promise<boolean> {
  if (file.size <= SMALL_BYTES) return true;
  return file.size <= MAX_LIST_BYTES && (await textOf(file.slice(0, 1024))).includes('kilnReaderAnswers');
}

async function* fromList(list: unknown[], sizeBytes: number, report: Report): AsyncGenerator<Entry> {
  for (const [index, value] of list.entries()) {
    if (index >= MAX_ENTRIES) throw tooMany();
    report((sizeBytes * (index + 1)) / list.length);
    yield { number: index + 1, text: JSON.stringify(value) };
  }
}

async function* fromLines(
  file: Blob,
  maxLineLetters: number,
  report: Report,
  onCut: () => void,
): AsyncGenerator<Entry> {
  let number = 0;
  for await (const { text, isWhole, doneBytes } of linesOf(file, maxLineLetters)) {
    number += 1;
    if (number > MAX_ENTRIES) throw tooMany();
    report(doneBytes);
    if (text !== null && text.trim() === '') continue;
    // The receiver was stopped in the middle of a line, or the file was copied while it wrote.
    if (!isWhole && (text === null || parsed(text) === undefined)) return onCut();
    yield { number, text };
  }
}

interface Line {
  /** The text of the line; null where it is too long. */
  text: string | null;
  /** Whether the end of the line was reached. */
  isWhole: boolean;
  doneBytes: number;
}

/** A part of the file at a time, so that no more than one line is held. */
async function* linesOf(file: Blob, maxLineLetters: number): AsyncGenerator<Line> {
  const reader = file.stream().getReader();
  const decoder = new TextDecoder();
  let pending = '';
  let isTooLong = false;
  let doneBytes = 0;
  for (;;) {
    const { done, value } = await read(reader);
    doneBytes += value?.length ?? 0;
    pending += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = pending.split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      yield { text: isTooLong || line.length > maxLineLetters ? null : line, isWhole: true, doneBytes };
      isTooLong = false;
    }
    if (pending.length > maxLineLetters) {
      isTooLong = true;
      pending = '';
    }
    if (!done) continue;
    if (pending !== '' || isTooLong) yield { text: isTooLong ? null : pending, isWhole: false, doneBytes };
    return;
  }
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch (error) {
    throw unreadable(error);
  }
}

async function textOf(file: Blob): Promise<string> {
  try {
    return await file.text();
  } catch (error) {
    throw unreadable(error);
  }
}

/** The elements of a list that a reader saved; null for anything else. */
function savedList(value: unknown): unknown[] | null {
  if (typeof value !== 'object' || value === null || !('kilnReaderAnswers' in value)) return null;
  const { kilnReaderAnswers, answers } = value as { kilnReaderAnswers: unknown; answers?: unknown };
  return kilnReaderAnswers === 1 && Array.isArray(answers) ? answers : null;
}

/** The parsed text; undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Files come from anywhere; the caller counts what cannot be read.
    return undefined;
  }
}

function unreadable(error: unknown): CodedError {
  return new CodedError('answers.unreadable', String(error));
}

function tooMany(): CodedError {
  return new CodedError('answers.too-many', `more than ${MAX_ENTRIES} answers`);
}
