/** The confusion matrix, and the pictures behind the cell that was chosen. */
import { useSignal } from '@preact/signals';
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { indexOfLargest } from '../../../shared/largest.js';
import type { ModelVersion } from '../../../storage/index.js';
import { Scrolling } from '../parts/scrolling.js';
import { Thumbnail } from '../parts/thumbnail.js';
import { useSession } from '../parts/use-session.js';
import { ConfusionMatrix, type Cell } from './confusion-matrix.js';
import { AbsentNote, presentOf } from './present-pictures.js';

const MAX_SHOWN = 60;

export function MatrixTab({ version }: { version: ModelVersion }) {
  const chosen = useSignal<Cell | null>(null);
  const { evaluation, classNames, predictions } = version;
  if (!evaluation) return <p>{t('evaluate.unchecked')}</p>;
  const canOpen = predictions.length > 0;
  return (
    <div class="matrix-room">
      <Scrolling label={t('evaluate.confusion')}>
        <ConfusionMatrix
          classNames={classNames}
          confusion={evaluation.confusion}
          chosen={chosen.value}
          {...(canOpen ? { onChoose: (cell: Cell) => (chosen.value = cell) } : {})}
        />
      </Scrolling>
      <div class="confusion-pictures" data-testid="confusion-pictures" aria-live="polite">
        {!canOpen && <p data-testid="matrix-closed">{t('evaluate.confusion.closed')}</p>}
        {canOpen && !chosen.value && <p>{t('evaluate.confusion.open')}</p>}
        {chosen.value && <CellPictures version={version} cell={chosen.value} />}
      </div>
    </div>
  );
}

function CellPictures({ version, cell }: { version: ModelVersion; cell: Cell }) {
  const session = useSession();
  const { classNames, predictions } = version;
  const inCell = predictions.filter(
    ({ truth, probabilities }) => truth === cell.label && indexOfLargest(probabilities) === cell.predicted,
  );
  const { present, numAbsent } = presentOf(session, inCell, ({ pictureId }) => pictureId);
  return (
    <>
      <h3>
        {t('evaluate.shown', { truth: classNames[cell.label] ?? '', predicted: classNames[cell.predicted] ?? '' })}
      </h3>
      <ul class="cell-pictures" role="list">
        {present.slice(0, MAX_SHOWN).map(({ pictureId, probabilities }) => (
          <li key={pictureId}>
            <Thumbnail pictureId={pictureId} alt="" />
            <span>{formatProbability(probabilities[cell.predicted] ?? 0)}</span>
          </li>
        ))}
      </ul>
      {present.length > MAX_SHOWN && <p>{t('evaluate.shown.more', { count: present.length - MAX_SHOWN })}</p>}
      <AbsentNote count={numAbsent} />
    </>
  );
}
