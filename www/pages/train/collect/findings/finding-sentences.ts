/** The sentences for findings in the pictures. */
import type { Finding } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../../storage/index.js';
import type { Session } from '../../project/session.js';

export function findingSentence(finding: Finding, session: Session): string {
  const nameOf = (classId: string) => session.project.classes.find(({ id }) => id === classId)?.name ?? '';
  switch (finding.kind) {
    case 'problem':
      return t(`review.problem.${finding.problem}`);
    case 'duplicate':
      return t(finding.isExact ? 'review.duplicate' : 'review.alike');
    case 'cross-class-duplicate': {
      const [first, second] = classesOf(finding, session);
      const names = { first: first?.name ?? '', second: second?.name ?? '' };
      return t(finding.isExact ? 'review.cross-class-duplicate' : 'review.cross-class-alike', names);
    }
    case 'mostly-unseen':
      return t('review.mostly-unseen', { name: nameOf(finding.classId), count: finding.pictureIds.length });
    case 'imbalance':
      return t('review.imbalance', {
        largest: nameOf(finding.largestClassId),
        largestCount: finding.largest,
        smallest: nameOf(finding.smallestClassId),
        smallestCount: finding.smallest,
      });
    case 'too-few':
      return t('review.too-few', { name: nameOf(finding.classId), count: finding.count, needed: finding.needed });
  }
}

/** Pictures that may well be as they should, though they look alike or are long: they are looked at, not removed. */
export function isToBeLookedAt(finding: Finding): boolean {
  return finding.kind === 'mostly-unseen' || ('isExact' in finding && !finding.isExact);
}

/** The pictures of a finding, one class in turn after the other, so that the first few show all of them. */
export function inTurns(finding: { pictureIds: readonly string[] }, session: Session): string[] {
  const classOf = new Map(session.pictures.map(({ id, classId }) => [id, classId]));
  const rows = classesOf(finding, session).map(({ id }) =>
    finding.pictureIds.filter((pictureId) => classOf.get(pictureId) === id),
  );
  const longest = Math.max(0, ...rows.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => rows.flatMap((row) => row.slice(turn, turn + 1))).flat();
}

/** The classes that the pictures of a finding are in, in their order on the page. */
export function classesOf({ pictureIds }: { pictureIds: readonly string[] }, session: Session): ProjectClass[] {
  const ids = new Set(session.pictures.filter(({ id }) => pictureIds.includes(id)).map(({ classId }) => classId));
  return session.project.classes.filter(({ id }) => ids.has(id));
}
