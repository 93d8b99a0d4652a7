/** A new picture, answered by the chosen version. */
import { formatProbability } from '../../i18n/format.js';
import { t } from '../../i18n/index.js';
import { el } from '../dom.js';
import { Why } from '../explain/why.js';
import { LiveCamera } from './live-camera.js';
import { fromDrop } from './intake.js';
import type { Session } from './session.js';

/** More are a long list to choose from, and what speaks for them is next to nothing. */
const MAX_EXPLAINED = 8;

export class TryView {
  readonly #root: HTMLElement;
  readonly #session: Session;
  readonly #answer = el('div', { class: 'try-answer', testId: 'try-answer' });
  readonly #live: LiveCamera;
  #url: string | null = null;
  #why: Why | null = null;
  /** The last picture, asked again when another version is chosen. */
  #picture: Blob | null = null;

  constructor(root: HTMLElement, session: Session) {
    this.#root = root;
    this.#session = session;
    this.#live = new LiveCamera(session);
    session.addEventListener('project', () => {
      this.#picture = null;
      this.#live.stop();
      this.render();
    });
    session.addEventListener('versions', () => this.render());
  }

  render(): void {
    const { version } = this.#session;
    this.#why?.dispose();
    this.#why = null;
    if (!version) return this.#root.replaceChildren(el('p', { text: t('try.none') }));
    const input = el('input', { testId: 'try-input', attributes: { type: 'file', accept: 'image/*', hidden: '' } });
    input.addEventListener('change', () => {
      const picture = input.files?.[0];
      if (picture) void this.#ask(picture);
      input.value = '';
    });
    const zone = el('button', { class: 'try-zone', text: t('try.drop'), onClick: () => input.click() });
    zone.addEventListener('drop', (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (!event.dataTransfer) return;
      void fromDrop(event.dataTransfer).then(([first]) => first && this.#ask(first.picture));
    });
    this.#answer.replaceChildren();
    this.#root.replaceChildren(zone, input, this.#live.render(), this.#answer);
    if (this.#picture) void this.#ask(this.#picture);
  }

  async #ask(picture: Blob): Promise<void> {
    const { version, trainer, announcer } = this.#session;
    if (!version) return;
    this.#picture = picture;
    this.#why?.dispose();
    this.#answer.replaceChildren(el('p', { text: t('try.working') }));
    const isAnswered = await this.#session.attempt(async () => {
      const { probabilities, isUnknown } = await trainer.classify(version.id, picture);
      if (this.#picture !== picture || this.#session.version?.id !== version.id) return;
      const ranked = probabilities
        .map((probability, index) => ({ probability, index, name: version.classNames[index] ?? '' }))
        .sort((a, b) => b.probability - a.probability);
      const best = isUnknown ? t('try.unknown') : (ranked[0]?.name ?? '');
      if (this.#url) URL.revokeObjectURL(this.#url);
      this.#url = URL.createObjectURL(picture);
      const image = el('img', { attributes: { alt: t('try.picture.alt'), src: this.#url } });
      const bars = ranked.map(({ name, probability }) => {
        const meter = el('meter', { attributes: { min: '0', max: '1', value: String(probability), 'aria-label': name } });
        return el('li', {}, el('span', { text: name }), meter, el('span', { text: formatProbability(probability) }));
      });
      const frame = el('div', { class: 'picture-frame' }, image);
      this.#why = new Why({
        classes: ranked.slice(0, MAX_EXPLAINED).map(({ index, name }) => ({ index, label: () => name })),
        frame,
        explain: (classes, options) => trainer.explain(version.id, picture, classes, options),
        checkMap: (map, options) => trainer.checkMap(version.id, picture, map, options),
      });
      this.#answer.replaceChildren(
        frame,
        el(
          'div',
          {},
          el('p', { class: 'verdict', text: best, testId: 'try-best' }),
          el('ul', { attributes: { role: 'list' } }, ...bars),
          this.#why.element,
        ),
      );
      announcer.announce(`${best}, ${formatProbability(ranked[0]?.probability ?? 0)}`);
    });
    if (!isAnswered) this.#answer.replaceChildren();
  }
}
