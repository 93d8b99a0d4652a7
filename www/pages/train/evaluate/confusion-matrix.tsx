/** The confusion matrix in squares: how many, and which share of the actual class. On paper too. */
import { formatNumber, formatShare } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';

export interface Cell {
  label: number;
  predicted: number;
}

interface MatrixProps {
  classNames: readonly string[];
  /** `[label][predicted]`, in pictures. */
  confusion: readonly (readonly number[])[];
  chosen?: Cell | null;
  /** Opens the pictures of a cell; absent where there are none to open. */
  onChoose?: (cell: Cell) => void;
}

/** From so many classes on, squares are small and hold no share, and names above them stand upright. */
const MANY_CLASSES = 9;
/** Steps of shade; the numbers say the rest. */
const NUM_SHADES = 5;

export function ConfusionMatrix(props: MatrixProps) {
  const { classNames, confusion } = props;
  const isDense = classNames.length >= MANY_CLASSES;
  return (
    <table class={isDense ? 'confusion is-dense' : 'confusion'} data-testid="confusion">
      <caption>
        {t('evaluate.confusion')}
        <Legend />
      </caption>
      <thead>
        <tr>
          <td>{t('evaluate.confusion.corner')}</td>
          {classNames.map((name, index) => (
            <th key={index} scope="col">
              <span>{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {confusion.map((counts, label) => (
          <tr key={label}>
            <th scope="row">{classNames[label]}</th>
            {counts.map((_, predicted) => (
              <MatrixCell key={predicted} {...props} cell={{ label, predicted }} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function MatrixCell({ classNames, confusion, cell, chosen, onChoose }: MatrixProps & { cell: Cell }) {
  const { label, predicted } = cell;
  const counts = confusion[label] ?? [];
  const count = counts[predicted] ?? 0;
  if (count === 0) return <td class="is-empty">0</td>;
  const share = count / counts.reduce((sum, number) => sum + number, 0);
  const content = (
    <>
      <b>{formatNumber(count)}</b> <small>{formatShare(share)}</small>
    </>
  );
  const names = { truth: classNames[label] ?? '', predicted: classNames[predicted] ?? '' };
  return (
    <td class={label === predicted ? 'is-right' : 'is-wrong'} data-shade={Math.ceil(share * NUM_SHADES)}>
      {onChoose ? (
        <button
          type="button"
          aria-label={t('evaluate.confusion.cell', { count, ...names })}
          aria-pressed={chosen?.label === label && chosen.predicted === predicted}
          onClick={() => onChoose(cell)}
        >
          {content}
        </button>
      ) : (
        <span class="cell">{content}</span>
      )}
    </td>
  );
}

function Legend() {
  return (
    <span class="confusion-legend">
      <span class="is-right" data-shade={NUM_SHADES} aria-hidden="true" /> {t('evaluate.confusion.right')}
      <span class="is-wrong" data-shade={NUM_SHADES} aria-hidden="true" /> {t('evaluate.confusion.wrong')}
      <span>{t('evaluate.confusion.share')}</span>
    </span>
  );
}
