/** Findings of one kind: each is acted on by itself, or many at once. */
import type { Finding } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';
import { FindingItem } from './finding-item.js';
import { findingSentence, isToBeLookedAt } from './finding-sentences.js';
import { Keep, Remove, type PictureFinding } from './finding-actions.js';

/** The number of findings of one kind that are shown; the others are folded away. */
const SHOWN_AT_ONCE = 5;
const MAX_FOLDED = 50;

export function FindingGroup({ group }: { group: readonly Finding[] }) {
  const folded = group.slice(SHOWN_AT_ONCE, SHOWN_AT_ONCE + MAX_FOLDED);
  return (
    <div class="finding-group">
      <GroupHead group={group} />
      <FindingList findings={group.slice(0, SHOWN_AT_ONCE)} />
      {folded.length > 0 && (
        <details>
          <summary>{t('review.more', { count: folded.length })}</summary>
          <FindingList findings={folded} />
        </details>
      )}
    </div>
  );
}

function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul role="list">
      {findings.map((finding) => (
        <FindingItem key={JSON.stringify(finding)} finding={finding} />
      ))}
    </ul>
  );
}

function GroupHead({ group }: { group: readonly Finding[] }) {
  const session = useSession();
  const [first] = group;
  const ofPictures = group.filter((finding): finding is PictureFinding => 'pictureIds' in finding);
  // Which of two classes is right is asked of each picture by itself, and what is said of a class of each class.
  const isByItself = first?.kind === 'cross-class-duplicate' || first?.kind === 'mostly-unseen';
  if (!first || ofPictures.length < 2 || isByItself) return null;
  const isCopies = first.kind === 'duplicate';
  const ids = ofPictures.flatMap(({ pictureIds }) => (isCopies ? pictureIds.slice(1) : pictureIds));
  return (
    <div class="finding-head" data-testid="finding-group">
      <p>{t('review.group', { finding: findingSentence(first, session), count: group.length })}</p>
      {!isToBeLookedAt(first) && (
        <Remove ids={ids}>{t(isCopies ? 'review.group.copies' : 'review.remove.all', { count: ids.length })}</Remove>
      )}
      <Keep findings={ofPictures}>{t('review.group.keep')}</Keep>
    </div>
  );
}
