/** The loss over the epochs, small: whether it falls is seen at a glance. */
import { formatPrecise } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { EpochReport } from '../../../types/core.js';

const WIDTH = 280;
const HEIGHT = 48;

export function Sparkline({ history }: { history: readonly EpochReport[] }) {
  const losses = [history.map((h) => h.trainLoss), history.map((h) => h.validationLoss)];
  const known = losses.flat().filter((loss): loss is number => typeof loss === 'number' && Number.isFinite(loss));
  const highest = Math.max(...known);
  const last = history.at(-1)?.trainLoss;
  if (known.length === 0 || typeof last !== 'number') return null;
  const label = t('train.sparkline', { loss: formatPrecise(last, 2) });
  return (
    <figure class="sparkline" data-testid="sparkline">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} preserveAspectRatio="none">
        {losses.map((values, index) => (
          <polyline key={index} class={index === 0 ? 'is-train' : 'is-validation'} points={points(values, highest)} />
        ))}
      </svg>
      <figcaption aria-hidden="true">{label}</figcaption>
    </figure>
  );
}

/** From the first epoch at the left to the last at the right; what is no number is left out. */
function points(values: readonly (number | null)[], highest: number): string {
  return values
    .map((value, index) => {
      if (value === null || !Number.isFinite(value)) return '';
      const x = (WIDTH * index) / Math.max(1, values.length - 1);
      // The line is two pixels wide and stays inside.
      const y = HEIGHT - 2 - ((HEIGHT - 4) * value) / (highest || 1);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .filter((point) => point !== '')
    .join(' ');
}
