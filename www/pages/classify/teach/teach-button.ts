/** "Teach it this" under a prediction. What it opens is fetched when somebody first asks. */
import { toCodedError, type CodedError } from '../../../shared/errors.js';
import { el } from '../../../shared/dom.js';
import { t } from '../../../shared/i18n/index.js';
import type { NamedPicture } from '../queue.js';
import type { TeachDialog } from './teach-dialog.js';

export type Teach = (picture: NamedPicture) => Promise<void>;

/** Opens the dialog, made at the first time. `onFailure` hears where its script cannot be fetched. */
export function teacher(onFailure: (error: CodedError) => void): Teach {
  let dialog: TeachDialog | null = null;
  return async (picture) => {
    try {
      const { TeachDialog } = await import('./teach-dialog.js');
      dialog ??= new TeachDialog();
    } catch (thrown) {
      return onFailure(toCodedError(thrown));
    }
    await dialog.open(picture);
  };
}

export function teachButton(picture: NamedPicture, teach: Teach): HTMLButtonElement {
  return el('button', {
    class: 'text-button',
    testId: 'teach',
    text: t('teach.open'),
    onClick: () => void teach(picture),
  });
}
