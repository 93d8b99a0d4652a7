/** Loss and accuracy of a run as drawings with numbers on their axes, for paper has no canvas and no pointer. */
import { formatPercent, formatPrecise } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { EpochReport } from '../../../types/core.js';
import { niceStep, ticks } from './ticks.js';

/** The sizes of the drawing, and of the plot within it: beside it stand the values, below it the epochs. */
const [WIDTH, HEIGHT] = [360, 220];
const [LEFT, RIGHT, TOP, BOTTOM] = [46, 342, 26, 178];
/** Between the beginnings of two names in the legend. */
const LEGEND_STEP = 140;

interface Line {
  name: string;
  colour: string;
  dash: string;
  values: (number | null)[];
}

export function ReportCurves({ history }: { history: readonly EpochReport[] }) {
  const lines = (train: (number | null)[], validation: (number | null)[]): Line[] => [
    { name: t('train.curve.train'), colour: '#1d1916', dash: '', values: train },
    { name: t('train.curve.validation'), colour: '#a63f22', dash: '6 4', values: validation },
  ];
  const losses = lines(
    history.map((h) => h.trainLoss),
    history.map((h) => h.validationLoss),
  );
  const accuracies = lines(
    history.map((h) => h.trainAccuracy),
    history.map((h) => h.validationAccuracy),
  );
  const epochs = history.map(({ epoch }) => epoch);
  const largest = Math.max(1e-6, ...losses.flatMap(({ values }) => values.filter(isFinite)));
  const precise = (value: number) => formatPrecise(value, 3);
  return (
    <div class="curves">
      <Drawing title={t('train.curve.loss')} epochs={epochs} lines={losses} largest={largest} shown={precise} />
      <Drawing title={t('train.curve.accuracy')} epochs={epochs} lines={accuracies} largest={1} shown={formatPercent} />
    </div>
  );
}

interface DrawingProps {
  title: string;
  epochs: number[];
  lines: Line[];
  largest: number;
  shown: (value: number) => string;
}

function Drawing({ title, epochs, lines, largest, shown }: DrawingProps) {
  const drawn = lines.filter(({ values }) => values.some(isFinite));
  // People who cannot see the curves are told how they end.
  const ends = drawn.map(({ name, values }) => `${name} ${shown(values.findLast(isFinite) ?? 0)}`);
  const step = niceStep(largest);
  // Whole steps, less what the rounding of a sum adds.
  const top = Math.ceil(largest / step - 1e-9) * step;
  const [first = 1, last = 1] = [epochs[0], epochs.at(-1)];
  const x = (epoch: number) =>
    last === first ? (LEFT + RIGHT) / 2 : LEFT + ((epoch - first) / (last - first)) * (RIGHT - LEFT);
  const y = (value: number) => BOTTOM - (value / top) * (BOTTOM - TOP);
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}: ${ends.join(', ')}`} font-size="12">
        {ticks(0, top, step).map((value) => (
          <g key={value}>
            <path d={`M${LEFT} ${y(value)}H${RIGHT}`} stroke="#e2dbd1" />
            <text x={LEFT - 6} y={y(value) + 4} text-anchor="end" fill="#655c54">
              {shown(value)}
            </text>
          </g>
        ))}
        {ticks(first, last, Math.max(1, niceStep(last - first))).map((epoch) => (
          <text key={epoch} x={x(epoch)} y={BOTTOM + 17} text-anchor="middle" fill="#655c54">
            {formatPrecise(epoch, 6)}
          </text>
        ))}
        <text x={(LEFT + RIGHT) / 2} y={HEIGHT - 6} text-anchor="middle" fill="#655c54">
          {t('train.curve.epoch')}
        </text>
        {drawn.map((line, index) => (
          <Curve
            key={line.name}
            line={line}
            start={LEFT + index * LEGEND_STEP}
            places={line.values.flatMap((value, at) =>
              isFinite(value) ? [[x(epochs[at] ?? first), y(value)] as const] : [],
            )}
          />
        ))}
      </svg>
    </figure>
  );
}

interface CurveProps {
  line: Line;
  /** The place of its name in the legend. */
  start: number;
  places: (readonly [x: number, y: number])[];
}

function Curve({ line: { name, colour, dash }, start, places }: CurveProps) {
  const style = { fill: 'none', stroke: colour, 'stroke-width': 2, 'stroke-dasharray': dash };
  const [only] = places;
  return (
    <g>
      {/* A line of one point would not be seen. */}
      {places.length === 1 && only && <circle cx={only[0]} cy={only[1]} r={3} fill={colour} />}
      <polyline points={places.map((place) => place.join(',')).join(' ')} {...style} />
      <path d={`M${start} 9h24`} {...style} />
      <text x={start + 30} y={13} fill={colour}>
        {name}
      </text>
    </g>
  );
}

function isFinite(value: number | null): value is number {
  return Number.isFinite(value);
}
