/** How many bits each of a model's numbers gets. */
import type { Signal } from '@preact/signals';
import { t } from '../../../shared/i18n/index.js';
import type { Precision } from '../../../types/core.js';

interface PrecisionChoiceProps {
  precision: Signal<Precision>;
  precisions: readonly Precision[];
}

export function PrecisionChoice({ precision, precisions }: PrecisionChoiceProps) {
  return (
    <div class="models" role="radiogroup" aria-label={t('compress.precision')}>
      {precisions.map((known) => (
        <label key={known} class="model-option">
          <input
            type="radio"
            name="precision"
            value={known}
            checked={known === precision.value}
            onChange={() => (precision.value = known)}
          />
          <strong>{t(`compress.${known}`)}</strong>
          <span>{t(`compress.${known}.help`)}</span>
        </label>
      ))}
    </div>
  );
}
