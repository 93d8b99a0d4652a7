/** The sentences on a version that stand in more than one place. */
import { formatNumber } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { Evaluation } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';

export function versionName({ number, architecture, precision = 'f32', ending }: ModelVersion): string {
  const name = t('evaluate.version.name', { number, model: t(`train.model.${architecture}`) });
  const named = precision === 'f32' ? name : `${name} · ${t(`compress.${precision}`)}`;
  return ending === 'opened' ? t('evaluate.version.imported', { name: named }) : named;
}

/** The accuracy in words: "87 of 100 right. Of 100 other pictures of this kind, expect about 79 to 92 right." */
export function accuracySentence({ evaluation }: ModelVersion): string {
  return evaluation ? proportionSentence(evaluation) : t('evaluate.unchecked');
}

export function proportionSentence({ count, accuracy }: Evaluation): string {
  const right = Math.round(accuracy.value * count);
  const ofHundred = (share: number) => formatNumber(Math.round(share * 100));
  const [low, high] = [ofHundred(accuracy.low), ofHundred(accuracy.high)];
  return `${t('evaluate.accuracy', { right, count })} · ${t('evaluate.accuracy.interval', { low, high })}`;
}
