/** An entry of a file of readers' feedback, checked by the core: anybody may have written the file. */
import type { ReadFeedback } from '../../types/core.js';
import { toCodedError } from '../../shared/errors.js';
import { opened } from '../state.js';

const DAY_MS = 86_400_000;

/** The checked entry, or the name of the field that is not as it should be; empty where it is none in particular. */
export type Checked = { isOk: true; value: ReadFeedback } | { isOk: false; isJson: boolean; field: string };

/** Checks an entry by the limits that hold for the widget and the receiver as well (`crates/core/src/feedback`). */
export function checked(text: string, form: 'received' | 'saved'): Checked {
  const today = Math.floor(Date.now() / DAY_MS);
  try {
    return { isOk: true, value: opened().readFeedback(text, form === 'received', today) };
  } catch (error) {
    const { code, detail } = toCodedError(error);
    if (!code.startsWith('answer.')) throw error;
    return { isOk: false, isJson: code !== 'answer.not-json', field: String(detail.field ?? '') };
  }
}
