/** Whether the newest version should take the place of the one that was published last. */
import type { VersionsCompared } from '../../../engine/index.js';
import { formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { chanceNote } from '../evaluate/chance-note.js';
import type { Session } from '../project/session.js';

/** The version that was published last, of those that are still there. */
export function lastPublished({ project, versions }: Session): ModelVersion | null {
  const { publications = [] } = project;
  for (const { versionId } of publications.toReversed()) {
    const version = versions.find(({ id }) => id === versionId);
    if (version) return version;
  }
  return null;
}

export class SuccessorView {
  readonly element = el('div', { class: 'successor', testId: 'successor' });
  readonly #session: Session;
  #asked = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  render(): void {
    const session = this.#session;
    this.#asked += 1;
    const asked = this.#asked;
    const published = lastPublished(session);
    const newest = session.versions[0];
    this.element.hidden = !published;
    if (!published || !newest) return this.element.replaceChildren();
    const title = el('h3', { text: t('successor.title') });
    if (newest.id === published.id) {
      const text = t('successor.same', { number: newest.number });
      return this.element.replaceChildren(title, el('p', { text, testId: 'successor-verdict' }));
    }
    void session.attempt(async () => {
      const compared = await session.worker.compareVersions(newest.id, published.id);
      if (asked !== this.#asked) return;
      this.element.replaceChildren(title, ...sentences(compared, newest, published));
    });
  }
}

function sentences(
  { recommendation, numNeeded, comparison, numFromReaders }: VersionsCompared,
  newest: ModelVersion,
  published: ModelVersion,
): HTMLElement[] {
  const names = { a: newest.number, b: published.number };
  const isTooFew = recommendation === 'too-few-pictures';
  const counts = { count: comparison?.count ?? 0, needed: numNeeded };
  const verdict = t(`successor.${recommendation}`, { ...names, ...counts });
  const attributes = { 'data-recommendation': recommendation };
  const elements: HTMLElement[] = [
    el('p', { class: 'verdict', text: verdict, testId: 'successor-verdict', attributes }),
  ];
  if (isTooFew) elements.push(el('p', { text: t('successor.too-few.help') }));
  if (comparison && !isTooFew) {
    const { count, accuracyA, accuracyB } = comparison;
    const figures = {
      ...names,
      count,
      accuracyA: formatPercent(accuracyA),
      accuracyB: formatPercent(accuracyB),
    };
    elements.push(
      el('p', { text: t('successor.counts', figures), testId: 'successor-counts' }),
      chanceNote(comparison.pValue),
    );
  }
  if (numFromReaders > 0) elements.push(el('p', { class: 'readers-note', text: t('successor.readers') }));
  return elements;
}
