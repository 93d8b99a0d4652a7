/** The core's findings in the pictures, as a list to act on. Nothing is removed by itself. */
import type { Finding } from '../../../engine/index.js';
import { t } from '../../../shared/i18n/index.js';
import { el } from '../../../shared/dom.js';
import { classesOf, findingSentence } from './finding-sentences.js';
import { keepFocus } from '../project/keep-focus.js';
import { removeWithUndo } from './remove-pictures.js';
import type { Session } from '../project/session.js';
import type { Thumbnails } from '../project/thumbnails.js';

/** The number of findings of one kind that are shown; the others are folded away. */
const SHOWN_AT_ONCE = 5;
const MAX_FOLDED = 50;

type PictureFinding = Extract<Finding, { pictureIds: string[] }>;

interface Context {
  root: HTMLElement;
  session: Session;
  thumbnails: Thumbnails;
}

export async function renderFindings(root: HTMLElement, session: Session, thumbnails: Thumbnails): Promise<void> {
  const { id } = session.project;
  if (session.pictures.length === 0) return root.replaceChildren();
  await session.attempt(async () => {
    const findings = await session.worker.review(id);
    if (session.project.id !== id) return;
    const kept = new Set(session.project.keptFindings);
    const open = findings.filter((finding) => !kept.has(JSON.stringify(finding)));
    const context = { root, session, thumbnails };
    const lists = groupsOf(open).map((group) => listOf(group, context));
    keepFocus(root, () =>
      root.replaceChildren(
        el('h3', { text: t('review.title') }),
        ...lists,
        open.length === 0 ? el('p', { text: t('review.none') }) : '',
      ),
    );
  });
}

/** The findings of one kind together, in the order in which the kinds first come. */
function groupsOf(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const kind = finding.kind === 'problem' ? finding.problem : finding.kind;
    const known = groups.get(kind);
    if (known) known.push(finding);
    else groups.set(kind, [finding]);
  }
  return [...groups.values()];
}

/** Findings of one kind: many are acted on at once. */
function listOf(group: Finding[], context: Context): HTMLElement {
  const list = (findings: Finding[]) =>
    el('ul', { attributes: { role: 'list' } }, ...findings.map((finding) => itemOf(finding, context)));
  const folded = group.slice(SHOWN_AT_ONCE, SHOWN_AT_ONCE + MAX_FOLDED);
  return el(
    'div',
    { class: 'finding-group' },
    headOf(group, context),
    list(group.slice(0, SHOWN_AT_ONCE)),
    folded.length > 0
      ? el('details', {}, el('summary', { text: t('review.more', { count: folded.length }) }), list(folded))
      : null,
  );
}

function headOf(group: Finding[], context: Context): HTMLElement | null {
  const [first] = group;
  const ofPictures = group.filter((finding): finding is PictureFinding => 'pictureIds' in finding);
  // Which of two classes is right is asked of each picture by itself.
  if (!first || ofPictures.length < 2 || first.kind === 'cross-class-duplicate') return null;
  const isCopies = first.kind === 'duplicate';
  const ids = ofPictures.flatMap(({ pictureIds }) => (isCopies ? pictureIds.slice(1) : pictureIds));
  const text = t('review.group', { finding: findingSentence(first, context.session), count: group.length });
  return el(
    'div',
    { class: 'finding-head', testId: 'finding-group' },
    el('p', { text }),
    removal(t(isCopies ? 'review.group.copies' : 'review.remove.all', { count: ids.length }), ids, context),
    keeping(t('review.group.keep'), ofPictures, context),
  );
}

function itemOf(finding: Finding, context: Context): HTMLElement {
  const { session, thumbnails } = context;
  const item = el('li', { testId: 'finding' });
  if (!('pictureIds' in finding)) {
    item.append(el('p', { text: findingSentence(finding, session) }));
    return item;
  }
  for (const id of finding.pictureIds.slice(0, 6)) {
    const image = el('img', { attributes: { alt: '' } });
    thumbnails.show(image, id);
    item.append(image);
  }
  item.append(el('p', { text: findingSentence(finding, session) }), ...actionsOf(finding, context));
  return item;
}

function actionsOf(finding: PictureFinding, context: Context): HTMLElement[] {
  const { pictureIds } = finding;
  if (finding.kind === 'duplicate') {
    return [
      removal(t('review.remove.copies'), pictureIds.slice(1), context),
      keeping(t('review.keep'), [finding], context),
    ];
  }
  if (finding.kind === 'problem') {
    return [removal(t('review.remove'), pictureIds, context), keeping(t('review.keep'), [finding], context)];
  }
  const classOf = new Map(context.session.pictures.map(({ id, classId }) => [id, classId]));
  const inOne = classesOf(finding, context.session).map(({ id, name }) => {
    const elsewhere = pictureIds.filter((pictureId) => classOf.get(pictureId) !== id);
    return removal(t('review.keep-in', { name }), elsewhere, context);
  });
  const removeAll =
    pictureIds.length === 2 ? t('review.remove.both') : t('review.remove.all', { count: pictureIds.length });
  return [...inOne, removal(removeAll, pictureIds, context), keeping(t('review.leave'), [finding], context)];
}

function removal(text: string, ids: string[], { session }: Context): HTMLElement {
  return el('button', { class: 'text-button', text, onClick: () => void removeWithUndo(session, ids) });
}

/** The button that keeps things as they are: what a person has decided so is not asked again. */
function keeping(text: string, findings: readonly Finding[], { root, session, thumbnails }: Context): HTMLElement {
  const keep = () => {
    const decided = findings.map((finding) => JSON.stringify(finding));
    const keptFindings = [...(session.project.keptFindings ?? []), ...decided];
    return session.update({ keptFindings });
  };
  return el('button', {
    class: 'text-button',
    text,
    onClick: () => void session.attempt(keep).then(() => renderFindings(root, session, thumbnails)),
  });
}
