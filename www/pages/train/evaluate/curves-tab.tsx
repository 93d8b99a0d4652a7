/** How a version learnt: loss and accuracy over its epochs. */
import { formatNumber, formatPercent, formatPrecise } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { EpochReport } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { LineChart, type Line } from './line-chart.js';

export function CurvesTab({ version: { history } }: { version: ModelVersion }) {
  if (history.length < 2) return <p>{t('curves.none')}</p>;
  const shared = {
    xs: history.map(({ epoch }) => epoch),
    xLabel: t('train.curve.epoch'),
    formatX: formatNumber,
    isWholeX: true,
  };
  return (
    <>
      <div class="learning-curves" data-testid="learning-curves">
        <LineChart
          {...shared}
          title={t('train.curve.loss')}
          lines={linesOf(
            history,
            (h) => h.trainLoss,
            (h) => h.validationLoss,
          )}
          format={(value) => formatPrecise(value, 3)}
        />
        <LineChart
          {...shared}
          title={t('train.curve.accuracy')}
          lines={linesOf(
            history,
            (h) => h.trainAccuracy,
            (h) => h.validationAccuracy,
          )}
          format={formatPercent}
          top={1}
        />
      </div>
      <p class="publish-help">{t('curves.help')}</p>
    </>
  );
}

type Figure = (report: EpochReport) => number | null;

/** The lines of what was learnt from and what was held back, told apart by dashes as well as by colour. */
function linesOf(history: readonly EpochReport[], train: Figure, validation: Figure): Line[] {
  return [
    { name: t('train.curve.train'), colour: '--ink', values: history.map(train) },
    { name: t('train.curve.validation'), colour: '--accent', isDashed: true, values: history.map(validation) },
  ];
}
