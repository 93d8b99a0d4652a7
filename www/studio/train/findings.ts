/** What the core found in the pictures, as a list to act on. Nothing is removed by itself. */
import type { Finding } from '../../client/training.js';
import { t } from '../../i18n/index.js';
import { el } from '../dom.js';
import { removeWithUndo } from './remove-pictures.js';
import type { Session } from './session.js';
import type { Thumbnails } from './thumbnails.js';

const MAX_SHOWN = 20;

export async function renderFindings(root: HTMLElement, session: Session, thumbnails: Thumbnails): Promise<void> {
  const { id } = session.project;
  if (session.pictures.length === 0) return root.replaceChildren();
  await session.attempt(async () => {
    const findings = await session.trainer.review(id);
    if (session.project.id !== id) return;
    const kept = new Set(session.project.keptFindings);
    const open = findings.filter((finding) => !kept.has(JSON.stringify(finding)));
    const items = open.slice(0, MAX_SHOWN).map((finding) => itemOf(finding, root, session, thumbnails));
    root.replaceChildren(
      el('h3', { text: t('review.title') }),
      items.length > 0 ? el('ul', { attributes: { role: 'list' } }, ...items) : el('p', { text: t('review.none') }),
    );
  });
}

function itemOf(finding: Finding, root: HTMLElement, session: Session, thumbnails: Thumbnails): HTMLElement {
  const item = el('li', { testId: 'finding' });
  if ('pictureIds' in finding) {
    for (const id of finding.pictureIds.slice(0, 6)) {
      const image = el('img', { attributes: { alt: '' } });
      thumbnails.show(image, id);
      item.append(image);
    }
  }
  item.append(el('p', { text: sentence(finding, session) }));
  if ('pictureIds' in finding) {
    const isCopies = finding.kind === 'duplicate';
    item.append(
      el('button', {
        class: 'text-button',
        text: t(isCopies ? 'review.remove.copies' : 'review.remove'),
        onClick: () => void removeWithUndo(session, isCopies ? finding.pictureIds.slice(1) : finding.pictureIds),
      }),
      el('button', {
        class: 'text-button',
        text: t('review.keep'),
        onClick: () => {
          const keptFindings = [...(session.project.keptFindings ?? []), JSON.stringify(finding)];
          void session
            .attempt(() => session.update({ keptFindings }))
            .then(() => renderFindings(root, session, thumbnails));
        },
      }),
    );
  }
  return item;
}

function sentence(finding: Finding, session: Session): string {
  const nameOf = (classId: string) => session.project.classes.find(({ id }) => id === classId)?.name ?? '';
  switch (finding.kind) {
    case 'problem':
      return t(`review.problem.${finding.problem}`);
    case 'duplicate':
      return t('review.duplicate');
    case 'cross-class-duplicate':
      return t('review.cross-class-duplicate');
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
