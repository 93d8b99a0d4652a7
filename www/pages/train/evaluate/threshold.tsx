/** The threshold for two classes: the evidence that the second one needs before it is predicted. */
import { useSignal } from '@preact/signals';
import { formatPercent, formatPrecise, formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { BinaryCurves } from '../../../types/core.js';
import type { ModelVersion, PicturePrediction } from '../../../storage/index.js';
import { LineChart } from './line-chart.js';

interface ThresholdProps {
  version: ModelVersion;
  curves: BinaryCurves;
}

export function Threshold({ version, curves }: ThresholdProps) {
  return (
    <section class="threshold" aria-labelledby="threshold-title">
      <h3 id="threshold-title">{t('threshold.title')}</h3>
      <ThresholdSlider version={version} />
      <Roc curves={curves} />
    </section>
  );
}

function ThresholdSlider({ version }: Pick<ThresholdProps, 'version'>) {
  const threshold = useSignal(0.5);
  const [negative = '', positive = ''] = version.classNames;
  const counts = countsAt(version.predictions, threshold.value);
  const share = (part: number, whole: number) => (whole === 0 ? '–' : formatPercent(part / whole));
  return (
    <>
      <label>
        <span>{t('threshold.label', { positive })}</span>
        <input
          type="range"
          data-testid="threshold"
          min="0"
          max="1"
          step="0.01"
          value={threshold.value}
          onInput={({ currentTarget }) => (threshold.value = Number(currentTarget.value))}
        />
      </label>
      <p data-testid="threshold-said" role="status">
        {t('threshold.said', {
          threshold: formatProbability(threshold.value),
          positive,
          negative,
          recall: share(counts.found, counts.found + counts.missed),
          precision: share(counts.found, counts.found + counts.alarms),
          alarms: share(counts.alarms, counts.alarms + counts.refused),
        })}
      </p>
    </>
  );
}

function countsAt(predictions: readonly PicturePrediction[], threshold: number) {
  const count = (label: number, isPredicted: boolean) =>
    predictions.filter((p) => p.truth === label && (p.probabilities[1] ?? 0) >= threshold === isPredicted).length;
  return { found: count(1, true), missed: count(1, false), alarms: count(0, true), refused: count(0, false) };
}

function Roc({ curves: { roc, rocAuc, averagePrecision } }: { curves: BinaryCurves }) {
  // The library wants ascending positions.
  const points = [...roc].sort(
    (a, b) => a.falsePositiveRate - b.falsePositiveRate || a.truePositiveRate - b.truePositiveRate,
  );
  const areas = { roc: formatPrecise(rocAuc, 3), precision: formatPrecise(averagePrecision, 3) };
  return (
    <>
      <LineChart
        title={t('threshold.roc')}
        testId="roc"
        xs={points.map((point) => point.falsePositiveRate)}
        xLabel={t('threshold.roc.x')}
        formatX={formatPercent}
        lines={[
          { name: t('threshold.roc.y'), colour: '--accent', values: points.map((point) => point.truePositiveRate) },
        ]}
        format={formatPercent}
        top={1}
      />
      <p>{t('threshold.areas', areas)}</p>
    </>
  );
}
