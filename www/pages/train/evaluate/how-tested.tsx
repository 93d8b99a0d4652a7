/** The method behind "may be chance": folded behind the plain sentence, for those who want to know. */
import { formatPrecise } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { SIGNIFICANCE_LEVEL } from '../../../types/core.js';

/** Opened by keyboard and read out as anything else, which what only shows on hovering is not. */
export function HowTested({ pValue }: { pValue: number }) {
  return (
    <details class="publish-help" data-testid="chance-note">
      <summary>{t('chance.title')}</summary>
      <p>{t('chance.text', { p: formatPrecise(pValue, 2), limit: SIGNIFICANCE_LEVEL })}</p>
    </details>
  );
}
