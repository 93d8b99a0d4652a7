/** How many pictures of its classes a version turns away as none of them. */
import { formatNumber, formatPercent } from '../../../shared/i18n/format.js';
import { joinSentences, t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';

/**
 * Counted on the pictures that the threshold was set by. With its interval: of few pictures none is below the
 * threshold, which proves next to nothing.
 */
export function refusedSentence({ unknown, evaluation, precision = 'f32' }: ModelVersion): string {
  if (!unknown || !evaluation) return '';
  const { count } = evaluation;
  const { value, low, high } = unknown.falseAlarmRate;
  const ofHundred = (share: number) => formatNumber(Math.round(share * 100));
  const refused = formatNumber(Math.round(value * count));
  const rate = formatPercent(value);
  const counted = t('evaluate.refused', { count, refused, rate, low: ofHundred(low), high: ofHundred(high) });
  // The threshold was set by the 32 bits of training, and nobody has counted again since.
  const note = t(precision === 'f32' ? 'evaluate.refused.published' : 'evaluate.refused.smaller');
  return joinSentences([counted, note]);
}
