/** The pictures that the version got wrong, the surest mistakes first. */
import { useSignal } from '@preact/signals';
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { indexOfLargest } from '../../../shared/largest.js';
import type { ModelVersion, PicturePrediction } from '../../../storage/index.js';
import { askedPicture } from '../parts/asked-picture.js';
import { ClassMark } from '../parts/class-mark.js';
import { Thumbnail } from '../parts/thumbnail.js';
import { useSession } from '../parts/use-session.js';
import { AbsentNote, presentOf } from './present-pictures.js';
import { WrongClass } from './wrong-class.js';

/** Shown at first, and with each further press: more is not looked at in one go. */
const STEP = 24;

export function MistakesTab({ version }: { version: ModelVersion }) {
  return (
    <>
      <Mistakes version={version} />
      <WrongClass version={version} />
    </>
  );
}

interface Mistake {
  prediction: PicturePrediction;
  predicted: number;
  probability: number;
}

function Mistakes({ version }: { version: ModelVersion }) {
  const session = useSession();
  const numShown = useSignal(STEP);
  const { present, numAbsent } = presentOf(session, mistakesOf(version), ({ prediction }) => prediction.pictureId);
  return (
    <section aria-labelledby="mistakes-title">
      <h3 id="mistakes-title">{t('mistakes.title')}</h3>
      <p class="publish-help" data-testid="mistakes-said">
        {said(version, present.length)}
      </p>
      <ul class="mistakes" role="list">
        {present.slice(0, numShown.value).map((mistake) => (
          <MistakeItem
            key={mistake.prediction.pictureId}
            version={version}
            mistake={mistake}
            onOpen={(opener, isSimilarAsked) => {
              const among = present.map(({ prediction }) => prediction.pictureId);
              askedPicture.value = { id: mistake.prediction.pictureId, among, opener, isSimilarAsked };
            }}
          />
        ))}
      </ul>
      {present.length > numShown.value && (
        <button type="button" class="text-button" onClick={() => (numShown.value += STEP)}>
          {t('collect.picture.more', { count: present.length - numShown.value })}
        </button>
      )}
      <AbsentNote count={numAbsent} />
    </section>
  );
}

function mistakesOf({ predictions }: ModelVersion): Mistake[] {
  return predictions
    .map((prediction) => {
      const predicted = indexOfLargest(prediction.probabilities);
      return { prediction, predicted, probability: prediction.probabilities[predicted] ?? 0 };
    })
    .filter(({ prediction, predicted }) => prediction.truth !== predicted)
    .sort((a, b) => b.probability - a.probability);
}

function said({ evaluation, predictions, ending }: ModelVersion, numMistakes: number): string {
  if (predictions.length === 0) {
    if (!evaluation) return t('mistakes.unchecked');
    return t(ending === 'opened' ? 'mistakes.imported' : 'mistakes.unkept');
  }
  if (numMistakes === 0) return t('mistakes.none', { count: predictions.length });
  return t('mistakes.help', { count: predictions.length });
}

interface MistakeItemProps {
  version: ModelVersion;
  mistake: Mistake;
  onOpen: (opener: HTMLElement, isSimilarAsked: boolean) => void;
}

function MistakeItem({ version, mistake, onOpen }: MistakeItemProps) {
  const session = useSession();
  const { classIds, classNames } = version;
  const { prediction, predicted, probability } = mistake;
  const { truth, pictureId } = prediction;
  const name = session.pictures.find(({ id }) => id === pictureId)?.name ?? '';
  return (
    <li data-testid="mistake">
      <button
        type="button"
        class="picture-button"
        aria-label={name}
        onClick={({ currentTarget }) => onOpen(currentTarget, false)}
      >
        <Thumbnail pictureId={pictureId} alt="" />
      </button>
      <p>
        <ClassMark classId={classIds[truth]} position={truth} /> <strong>{classNames[truth]}</strong>
      </p>
      <p>
        <ClassMark classId={classIds[predicted]} position={predicted} />{' '}
        {t('mistakes.taken', {
          predicted: classNames[predicted] ?? '',
          probability: formatProbability(probability),
        })}
      </p>
      <button
        type="button"
        class="text-button"
        aria-label={t('similar.of', { name })}
        data-testid="mistake-similar"
        onClick={({ currentTarget }) => onOpen(currentTarget, true)}
      >
        {t('similar.title')}
      </button>
    </li>
  );
}
