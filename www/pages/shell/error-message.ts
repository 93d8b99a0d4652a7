/** Turns an error of the engine or the camera into a sentence that says what is wrong and what to do. */
import { hasMessage, t } from '../../shared/i18n/index.js';
import type { ErrorData } from '../../shared/errors.js';

type Said = Pick<ErrorData, 'code' | 'detail'>;

/** The endings that names of picture files have. */
const PICTURE_NAME = /\.(jpe?g|png|webp|gif|bmp|avif|heic|heif|tiff?|jxl)$/i;

/** The sentence for an error that concerns no particular picture. */
export function errorMessage(error: Said): string {
  const key = `error.${error.code}`;
  return hasMessage(key) ? t(key, error.detail) : t('error.unknown');
}

function keyOf({ code, detail }: Said, name: string): string {
  if (code === 'picture.unsupported-format' && detail['format'] === 'HEIC') return 'error.picture.heic';
  if (code !== 'picture.not-a-picture') return `error.${code}`;
  const { format } = detail;
  if (format) {
    const isCalledSo = name.toLowerCase().endsWith(`.${String(format).toLowerCase()}`);
    return isCalledSo ? 'error.picture.document.plain' : 'error.picture.document';
  }
  return PICTURE_NAME.test(name) ? 'error.picture.not-a-picture' : 'error.picture.other-file';
}

/** The sentence for an error of one picture; it names the file. */
export function pictureErrorMessage(error: Said, name: string): string {
  const key = keyOf(error, name);
  // Where there is a file to name, what nobody has foreseen has a sentence of its own.
  const isKnown = error.code !== 'engine.unexpected' && hasMessage(key);
  return isKnown ? t(key, { ...error.detail, name }) : t('error.picture.unknown', { name });
}
