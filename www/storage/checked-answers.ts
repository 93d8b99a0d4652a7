/** Readers' answers are checked here before anything is done with them: anybody may have written the file. */
import * as v from 'valibot';

/** Of a picture in an answer, as base64; about 2 MB of JPEG, several times what the widget sends. */
const MAX_PICTURE_LETTERS = 2_800_000;
export const PICTURE_PREFIX = 'data:image/jpeg;base64,';
/** Answers come from publications; the format is younger than this. */
const FIRST_DAY = '2026-01-01';
const DAY_MS = 86_400_000;

const name = v.pipe(v.string(), v.maxLength(500));

const answer = v.object({
  modelId: name,
  modelSha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  predicted: name,
  probability: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  actual: v.nullable(name),
  day: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/), v.check(isPossibleDay)),
  picture: v.optional(v.pipe(v.string(), v.startsWith(PICTURE_PREFIX), v.maxLength(MAX_PICTURE_LETTERS))),
});

/** A line of the receiver's file. What else stands in it, such as the hash of a token, is left out. */
const received = v.object({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(128)), ...answer.entries });

const savedList = v.object({ kilnReaderAnswers: v.literal(1), answers: v.array(v.unknown()) });

export type SavedAnswer = v.InferOutput<typeof answer>;
export type ReceivedAnswer = v.InferOutput<typeof received>;
/** Or the name of the first field that is not as it should be; empty where all of it is. */
export type Checked<T> = { isOk: true; value: T } | { isOk: false; field: string };

export function checkedReceived(value: unknown): Checked<ReceivedAnswer> {
  return checked(received, value);
}

export function checkedSaved(value: unknown): Checked<SavedAnswer> {
  return checked(answer, value);
}

/** Null for what is no list that a reader saved. */
export function checkedSavedList(value: unknown): unknown[] | null {
  const result = v.safeParse(savedList, value);
  return result.success ? result.output.answers : null;
}

function checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown): Checked<T> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { isOk: true, value: result.output };
  const key = result.issues[0].path?.[0]?.key;
  return { isOk: false, field: typeof key === 'string' ? key : '' };
}

/** A day of the calendar, not before answers existed and, wherever on earth it was noted, not in the future. */
function isPossibleDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  // The 30th of February becomes a day of March, or no date.
  const isOfCalendar = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return isOfCalendar && text >= FIRST_DAY && date.getTime() <= Date.now() + DAY_MS;
}
