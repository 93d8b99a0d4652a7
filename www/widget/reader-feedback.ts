/**
 * The feedback of readers on predictions: kept on their device, for those who want to save it as a file.
 * Nothing that tells readers apart; the picture only where the reader said so.
 */
import { readList, writeList } from './lists.js';

/** One reader's opinion of one prediction. */
export interface ReaderFeedback {
  /** The id in the model's card. */
  modelId: string;
  /** Hexadecimal SHA-256 of the weights. */
  modelSha256: string;
  /** The class that the model predicted. */
  predicted: string;
  /** The probability of that class, from 0 to 1. */
  probability: number;
  /** The class that the reader says it is, or null for something else. */
  actual: string | null;
  /** The day, as `2026-01-31`: no time of day. */
  day: string;
  /** A small copy as a `data:` address of a JPEG, if the reader ticked the box. */
  picture?: string;
}

const KEY = 'kiln.reader-answers';
/** The most entries per device: a reader who says more than this has made the point. */
const MAX_KEPT = 500;

/** Keeps feedback for "Download my feedback". */
export function keep(feedback: ReaderFeedback): void {
  writeList(KEY, [...kept(), feedback].slice(-MAX_KEPT));
}

/** Gives feedback that is kept its picture, or takes it away; says whether there was room for it. */
export function keepPicture(feedback: ReaderFeedback): boolean {
  const bare = (any: ReaderFeedback) => JSON.stringify({ ...any, picture: undefined });
  const all = kept();
  // Another tab may have kept feedback since.
  const index = all.map(bare).lastIndexOf(bare(feedback));
  if (index < 0) return false;
  all[index] = feedback;
  return writeList(KEY, all);
}

export function kept(): ReaderFeedback[] {
  return readList<ReaderFeedback>(KEY);
}
