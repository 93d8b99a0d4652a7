/** Publishing a version that is worse than the one before needs a deliberate choice. */
import { formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import type { Session } from '../project/session.js';
import { lastPublished } from './successor-view.js';

export class PublishGuard {
  readonly element = el('div', { class: 'publish-guard', testId: 'publish-guard', attributes: { role: 'alert' } });
  readonly #session: Session;
  readonly #onChange: () => void;
  /** The number of the latest question; replies to earlier ones are dropped. */
  #asked = 0;
  #isClosed = false;
  /** The version that a person wants to publish although it is worse. */
  #insisted: string | null = null;

  constructor(session: Session, onChange: () => void) {
    this.#session = session;
    this.#onChange = onChange;
    this.element.hidden = true;
  }

  /** Whether nothing is to be published for now. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Looks at the version that is about to be published. */
  async check(version: ModelVersion | null): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const session = this.#session;
    const published = lastPublished(session);
    this.#show(null);
    if (!version || !published || published.id === version.id) return;
    // Until it is known, nothing is published unwarned.
    this.#close(this.#insisted !== version.id);
    const isKnown = await session.attempt(async () => {
      const { recommendation, comparison } = await session.worker.compareVersions(version.id, published.id);
      if (asked !== this.#asked) return;
      if (recommendation !== 'worse' || !comparison) return this.#show(null);
      const { count, accuracyA, accuracyB } = comparison;
      const figures = { count, accuracyA: formatPercent(accuracyA), accuracyB: formatPercent(accuracyB) };
      this.#show(this.#warning(version, t('guard.worse', { a: version.number, b: published.number, ...figures })));
    });
    // A comparison that failed was said in a sentence; it must not keep anybody from publishing.
    if (!isKnown && asked === this.#asked) this.#show(null);
  }

  #warning({ id }: ModelVersion, text: string): HTMLElement[] {
    const insist = el('input', { attributes: { type: 'checkbox' }, testId: 'publish-anyway' });
    insist.checked = this.#insisted === id;
    insist.addEventListener('change', () => {
      this.#insisted = insist.checked ? id : null;
      this.#close(!insist.checked);
    });
    this.#close(!insist.checked);
    const label = el('label', { class: 'publish-choice' }, insist, el('span', { text: t('guard.anyway') }));
    return [el('p', { text }), label];
  }

  #show(warning: HTMLElement[] | null): void {
    if (!warning) this.#close(false);
    this.element.hidden = !warning;
    this.element.replaceChildren(...(warning ?? []));
  }

  #close(isClosed: boolean): void {
    this.#isClosed = isClosed;
    this.#onChange();
  }
}
