/** One finding: the pictures it speaks of, what it says, and what can be done. */
import type { Finding } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import { Thumbnail } from '../../parts/thumbnail.js';
import { useSession } from '../../parts/use-session.js';
import { Keep, Look, Remove, type PictureFinding } from './finding-actions.js';
import { classesOf, findingSentence, inTurns, isToBeLookedAt } from './finding-sentences.js';

const MAX_PICTURES = 6;

export function FindingItem({ finding }: { finding: Finding }) {
  const session = useSession();
  const ids = 'pictureIds' in finding ? inTurns(finding, session).slice(0, MAX_PICTURES) : [];
  const names = new Map(session.pictures.map(({ id, name }) => [id, name]));
  return (
    <li data-testid="finding">
      {ids.map((id) => (
        <Thumbnail key={id} pictureId={id} alt={names.get(id) ?? ''} />
      ))}
      <p>{findingSentence(finding, session)}</p>
      {'pictureIds' in finding && <Actions finding={finding} />}
    </li>
  );
}

function Actions({ finding }: { finding: PictureFinding }) {
  const { kind, pictureIds } = finding;
  if (isToBeLookedAt(finding)) {
    return (
      <>
        <Look finding={finding} />
        <Keep findings={[finding]}>{t('review.leave')}</Keep>
      </>
    );
  }
  if (kind === 'cross-class-duplicate') return <ChooseClass finding={finding} />;
  const isCopies = kind === 'duplicate';
  return (
    <>
      <Remove ids={isCopies ? pictureIds.slice(1) : pictureIds}>
        {t(isCopies ? 'review.remove.copies' : 'review.remove')}
      </Remove>
      <Keep findings={[finding]}>{t('review.keep')}</Keep>
    </>
  );
}

/** Which of the classes is right? No answer takes a class its last picture. */
function ChooseClass({ finding }: { finding: PictureFinding }) {
  const session = useSession();
  const { pictureIds } = finding;
  const classOf = new Map(session.pictures.map(({ id, classId }) => [id, classId]));
  const classes = classesOf(finding, session);
  const isLast = ({ id }: { id: string }) =>
    session.pictures.every((picture) => picture.classId !== id || pictureIds.includes(picture.id));
  return (
    <>
      {classes
        .filter((kept) => !classes.some((other) => other !== kept && isLast(other)))
        .map(({ id, name }) => (
          <Remove key={id} ids={pictureIds.filter((pictureId) => classOf.get(pictureId) !== id)}>
            {t('review.keep-in', { name })}
          </Remove>
        ))}
      {!classes.some(isLast) && (
        <Remove ids={pictureIds}>
          {pictureIds.length === 2 ? t('review.remove.both') : t('review.remove.all', { count: pictureIds.length })}
        </Remove>
      )}
      <Keep findings={[finding]}>{t('review.leave')}</Keep>
    </>
  );
}
