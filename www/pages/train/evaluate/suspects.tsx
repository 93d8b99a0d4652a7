/** Pictures that are perhaps in the wrong class, each with what can be done about it. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { CrossValidation, ModelVersion, Suspect } from '../../../storage/index.js';
import { removeWithUndo } from '../collect/remove-pictures.js';
import { movePictures } from '../map/move-pictures.js';
import { Thumbnail } from '../parts/thumbnail.js';
import { useSession } from '../parts/use-session.js';
import type { Session } from '../project/session.js';

const MAX_SHOWN = 40;

interface SuspectsProps {
  version: ModelVersion | null;
  found: CrossValidation;
}

export function Suspects({ version, found }: SuspectsProps) {
  const session = useSession();
  const list = useRef<HTMLElement>(null);
  /** Those that a person has said are right, where there is no version to remember it. */
  const settled = useSignal<ReadonlySet<string>>(new Set());
  const open = stillOpen(session, found.suspects).filter(({ pictureId }) => !settled.value.has(pictureId));
  /** The keyboard goes on to the suspect after the one that is dealt with, or to the heading. */
  const leave = (pictureId: string) => {
    const at = open.findIndex((suspect) => suspect.pictureId === pictureId);
    const next = open[at + 1] ?? open[at - 1];
    const target = next ? `[data-suspect="${next.pictureId}"] button` : 'h4';
    list.current?.querySelector<HTMLElement>(target)?.focus();
  };
  const settle = async (pictureId: string) => {
    settled.value = new Set([...settled.value, pictureId]);
    const suspects = found.suspects.filter((suspect) => suspect.pictureId !== pictureId);
    if (version) await session.updateVersion(version.id, { crossValidation: { ...found, suspects } });
  };
  return (
    <section ref={list} aria-labelledby="suspects-title">
      <h4 id="suspects-title" tabIndex={-1}>
        {t('folds.suspects')}
      </h4>
      {open.length === 0 && <p>{t('folds.suspects.none')}</p>}
      <ul class="suspect-list" role="list">
        {open.slice(0, MAX_SHOWN).map((suspect) => (
          <SuspectItem key={suspect.pictureId} suspect={suspect} leave={leave} settle={settle} />
        ))}
      </ul>
    </section>
  );
}

/** Pictures that have been moved or removed since are settled. */
function stillOpen({ pictures }: Session, suspects: readonly Suspect[]): Suspect[] {
  const classOf = new Map(pictures.map(({ id, classId }) => [id, classId]));
  return suspects.filter(({ pictureId, givenClassId }) => classOf.get(pictureId) === givenClassId);
}

interface SuspectItemProps {
  suspect: Suspect;
  leave: (pictureId: string) => void;
  settle: (pictureId: string) => Promise<void>;
}

function SuspectItem({ suspect, leave, settle }: SuspectItemProps) {
  const session = useSession();
  const { pictureId, givenClassId, predictedClassId, probability } = suspect;
  const nameOf = (classId: string) => session.project.classes.find(({ id }) => id === classId)?.name ?? '';
  const [given, predicted] = [nameOf(givenClassId), nameOf(predictedClassId)];
  const act = (work: () => Promise<unknown>) => () => {
    leave(pictureId);
    void work();
  };
  return (
    <li data-testid="suspect" data-suspect={pictureId}>
      <Thumbnail pictureId={pictureId} alt="" />
      <span>{t('folds.suspect', { given, predicted, probability: formatProbability(probability) })}</span>
      <div class="suspect-actions">
        <button
          type="button"
          class="text-button"
          onClick={act(() => movePictures(session, [pictureId], predictedClassId))}
        >
          {t('folds.suspect.move', { predicted })}
        </button>
        <button type="button" class="text-button" onClick={act(() => removeWithUndo(session, [pictureId]))}>
          {t('review.remove')}
        </button>
        <button type="button" class="text-button" onClick={act(() => session.attempt(() => settle(pictureId)))}>
          {t('review.keep')}
        </button>
      </div>
    </li>
  );
}
