/** The method behind "may be chance": folded behind the plain sentence, for those who want to know. */
import { formatPrecise } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { SIGNIFICANCE_LEVEL } from '../../../types/core.js';
import { el } from '../../../shared/dom.js';

/** Opened by keyboard and read out as anything else, which what only shows on hovering is not. */
export function chanceNote(pValue: number): HTMLElement {
  return el(
    'details',
    { class: 'publish-help', testId: 'chance-note' },
    el('summary', { text: t('chance.title') }),
    el('p', { text: t('chance.text', { p: formatPrecise(pValue, 2), limit: SIGNIFICANCE_LEVEL }) }),
  );
}
