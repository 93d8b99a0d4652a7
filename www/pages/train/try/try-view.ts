/** A new picture, classified by the chosen version. */
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { toCodedError } from '../../../shared/errors.js';
import { el, isTouch } from '../../../shared/dom.js';
import { pictureErrorMessage } from '../../shell/error-message.js';
import { Why } from '../../explanation/why.js';
import { LiveCamera } from './live-camera.js';
import { fromDrop } from '../collect/intake.js';
import type { Session } from '../project/session.js';

/** More are a long list to choose from, and what speaks for them is next to nothing. */
const MAX_EXPLAINED = 8;

interface Tried {
  picture: Blob;
  /** The name of its file. */
  name: string;
}

export class TryView {
  readonly #root: HTMLElement;
  readonly #session: Session;
  readonly #prediction = el('div', { class: 'try-prediction', testId: 'try-answer' });
  readonly #live: LiveCamera;
  #url: string | null = null;
  #why: Why | null = null;
  /** The last picture that was classified, asked again when another version is chosen. */
  #picture: Tried | null = null;
  /** The one that is being looked at. */
  #asked: Tried | null = null;
  readonly #status = el('p', { class: 'try-status', testId: 'try-status', attributes: { role: 'status' } });

  constructor(root: HTMLElement, session: Session) {
    this.#root = root;
    this.#session = session;
    this.#live = new LiveCamera(session);
    session.addEventListener('project', () => {
      this.#picture = null;
      this.#asked = null;
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
      if (picture) void this.#ask({ picture, name: picture.name });
      input.value = '';
    });
    const zone = el('button', {
      class: 'try-zone',
      text: t(isTouch() ? 'try.drop.touch' : 'try.drop'),
      onClick: () => input.click(),
    });
    zone.addEventListener('drop', (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (!event.dataTransfer) return;
      void fromDrop(event.dataTransfer).then(([first]) => {
        if (first) void this.#ask({ picture: first.picture, name: first.path.split('/').at(-1) ?? first.path });
      });
    });
    this.#prediction.replaceChildren();
    this.#prediction.removeAttribute('aria-busy');
    this.#status.textContent = '';
    this.#root.replaceChildren(zone, input, this.#live.render(), this.#status, this.#prediction);
    if (this.#picture) void this.#ask(this.#picture);
  }

  async #ask(tried: Tried): Promise<void> {
    const { version, worker, announcer } = this.#session;
    if (!version) return;
    const { picture, name: fileName } = tried;
    this.#asked = tried;
    this.#status.textContent = t('try.working');
    this.#prediction.setAttribute('aria-busy', 'true');
    const isCurrent = () => this.#asked === tried && this.#session.version?.id === version.id;
    this.#why?.dispose();
    try {
      const { probabilities, isUnknown } = await worker.classify(version.id, picture);
      if (!isCurrent()) return;
      this.#picture = tried;
      const ranked = probabilities
        .map((probability, index) => ({ probability, index, name: version.classNames[index] ?? '' }))
        .sort((a, b) => b.probability - a.probability);
      const best = isUnknown ? t('try.unknown') : (ranked[0]?.name ?? '');
      if (this.#url) URL.revokeObjectURL(this.#url);
      this.#url = URL.createObjectURL(picture);
      const image = el('img', { attributes: { alt: t('try.picture.alt'), src: this.#url } });
      const bars = ranked.map(({ name, probability }) => {
        const meter = el('meter', {
          attributes: { min: '0', max: '1', value: String(probability), 'aria-label': name },
        });
        return el('li', {}, el('span', { text: name }), meter, el('span', { text: formatProbability(probability) }));
      });
      const frame = el('div', { class: 'picture-frame' }, image);
      this.#why = new Why({
        classes: ranked.slice(0, MAX_EXPLAINED).map(({ index, name }) => ({ index, label: () => name })),
        frame,
        explain: (classes, options) => worker.explain(version.id, picture, classes, options),
        checkMap: (map, options) => worker.checkMap(version.id, picture, map, options),
      });
      this.#prediction.replaceChildren(
        frame,
        el(
          'div',
          { class: isUnknown ? 'is-unknown' : '' },
          el('p', { class: 'verdict', text: best, testId: 'try-best' }),
          isUnknown
            ? el('p', { text: t('try.nearest', { name: ranked[0]?.name ?? '' }), testId: 'try-nearest' })
            : null,
          el('ul', { attributes: { role: 'list' } }, ...bars),
          this.#why.element,
        ),
      );
      this.#status.textContent = '';
      const nearest = isUnknown ? t('try.nearest', { name: ranked[0]?.name ?? '' }) : '';
      announcer.announce(`${best}, ${nearest || formatProbability(ranked[0]?.probability ?? 0)}`);
    } catch (error) {
      // Said here, where one looks; what was predicted before stays.
      if (isCurrent()) this.#status.textContent = pictureErrorMessage(toCodedError(error), fileName);
    } finally {
      if (this.#asked === tried) this.#prediction.removeAttribute('aria-busy');
    }
  }
}
