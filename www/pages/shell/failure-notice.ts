/** A failure as a short message at the foot of the window. */
import type { CodedError } from '../../shared/errors.js';
import { t } from '../../shared/i18n/index.js';
import { copyText, errorDetails, isFault } from './error-details.js';
import { errorMessage } from './error-message.js';
import type { Toast, ToastMessage } from './toast.js';

/** The sentence for it, and for a fault of ours a way to take its details along. */
export function failureNotice(error: CodedError, toast: Toast): ToastMessage {
  const text = () => errorMessage(error);
  if (!isFault(error)) return { text };
  const copy = async (): Promise<void> => {
    const details = errorDetails(error);
    const isCopied = await copyText(details);
    toast.show({ text: () => (isCopied ? t('error.copied') : details) });
  };
  return { text, action: { label: 'error.copy', run: () => void copy() } };
}
