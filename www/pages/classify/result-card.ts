/** One picture and what became of it: waiting, at work, classified or failed. */
import { formatDuration } from '../../shared/i18n/format.js';
import { t } from '../../shared/i18n/index.js';
import type { Classification, Engine } from '../../engine/index.js';
import type { CodedError } from '../../shared/errors.js';
import { el, icon } from '../../shared/dom.js';
import { pictureErrorMessage } from '../shell/error-message.js';
import { Why } from '../explanation/why.js';
import { labelOf, predictionView } from './predictions.js';
import type { QueueEntry } from './queue.js';
import { teachButton, type Teach } from './teach/teach-button.js';

export interface CardActions {
  remove: (id: number) => void;
  retry: (id: number) => void;
  teach: Teach;
}

/** The one who says why a prediction was made. */
export type Explainer = Pick<Engine, 'explain' | 'checkMap'>;

export class ResultCard {
  readonly element: HTMLLIElement;
  readonly removeButton: HTMLButtonElement;
  readonly #entry: { current: QueueEntry };
  readonly #actions: CardActions;
  readonly #explainer: Explainer;
  readonly #pictureUrl: string;
  readonly #image: HTMLImageElement;
  readonly #frame: HTMLElement;
  /** The frame of the picture, as large as the picture while a map lies on it. */
  readonly #pictureFrame: HTMLElement;
  readonly #body: HTMLElement;
  #why: { classification: Classification; view: Why } | null = null;

  constructor(entry: QueueEntry, actions: CardActions, explainer: Explainer) {
    this.#entry = { current: entry };
    this.#actions = actions;
    this.#explainer = explainer;
    this.#pictureUrl = URL.createObjectURL(entry.picture);
    this.#image = el('img', { attributes: { decoding: 'async' } });
    this.#image.addEventListener('error', () => this.#frame.classList.add('is-without-preview'));
    this.#image.src = this.#pictureUrl;
    this.#pictureFrame = el('div', { class: 'picture-frame' }, this.#image);
    this.#frame = el('div', { class: 'card-picture' }, this.#pictureFrame, icon('picture'));

    const titleId = `picture-${entry.id}`;
    const title = el('h3', { class: 'card-name', text: entry.name, attributes: { id: titleId, title: entry.name } });
    this.removeButton = el('button', { class: 'icon-button', onClick: () => this.#actions.remove(entry.id) });
    this.removeButton.append(icon('close'));
    this.#body = el('div', { class: 'card-body' });
    const text = el(
      'div',
      { class: 'card-text' },
      el('div', { class: 'card-head' }, title, this.removeButton),
      this.#body,
    );
    const article = el('article', { attributes: { 'aria-labelledby': titleId } }, this.#frame, text);
    this.element = el('li', { class: 'card', testId: 'result-card' }, article);
    this.render();
  }

  /** Shows the entry's new state; does nothing if it is the one shown already. */
  update(entry: QueueEntry): void {
    if (entry === this.#entry.current) return;
    this.#entry.current = entry;
    this.render();
  }

  /** Shows the present state in the present language. */
  render(): void {
    const { name, state } = this.#entry.current;
    this.element.dataset['state'] = state.kind;
    // A header of 20,000 × 20,000 pixels is no reason for the browser to try and show them.
    if (state.kind === 'failed' && state.error.code === 'picture.too-large') {
      this.#image.removeAttribute('src');
      this.#frame.classList.add('is-without-preview');
    }
    this.element.setAttribute('aria-busy', String(state.kind === 'working'));
    this.#image.alt = t('card.picture.alt', { name });
    this.removeButton.setAttribute('aria-label', t('card.remove', { name }));
    this.#body.replaceChildren(...this.#content());
  }

  /** Lets go of the picture. The card is of no use afterwards. */
  dispose(): void {
    this.#why?.view.dispose();
    this.element.remove();
    URL.revokeObjectURL(this.#pictureUrl);
  }

  #content(): HTMLElement[] {
    const { name, state } = this.#entry.current;
    switch (state.kind) {
      case 'waiting':
        // The style sheet shows the one that fits the engine's state.
        return [
          pending(t('card.waiting'), 'when-ready'),
          pending(t('card.waiting.model'), 'when-not-ready'),
          ...ghostBars(),
        ];
      case 'working':
        return [pending(t('card.working')), ...ghostBars()];
      case 'done':
        return [
          ...predictionView(state.classification, name),
          ...notes(state.classification),
          el(
            'div',
            { class: 'card-actions' },
            this.#whyOf(state.classification),
            teachButton(this.#entry.current, this.#actions.teach),
          ),
          meta(state.classification),
        ];
      case 'failed':
        return this.#failure(state.error);
    }
  }

  /** The "Why?" of a prediction, kept as long as it: a map that is shown stays when the words change. */
  #whyOf(classification: Classification): HTMLElement {
    if (this.#why?.classification === classification) {
      this.#why.view.render();
      return this.#why.view.element;
    }
    this.#why?.view.dispose();
    const { picture } = this.#entry.current;
    this.#pictureFrame.style.setProperty('--picture-ratio', String(classification.width / classification.height));
    const view = new Why({
      classes: classification.predictions.map((prediction) => ({
        index: prediction.index,
        label: () => labelOf(prediction),
      })),
      frame: this.#pictureFrame,
      explain: (classes) => this.#explainer.explain(picture, classes),
      checkMap: (map, options) => this.#explainer.checkMap(picture, map, options),
    });
    this.#why = { classification, view };
    return view.element;
  }

  #failure(error: CodedError): HTMLElement[] {
    const { id, name } = this.#entry.current;
    const retry = el('button', { class: 'button', text: t('card.retry'), onClick: () => this.#actions.retry(id) });
    // Another try changes nothing about the file, but may about the engine.
    const isFileAtFault = /^(picture|file)\./.test(error.code);
    return [
      el(
        'div',
        { class: 'card-error', testId: 'result-error' },
        el('p', { class: 'card-error-title', text: t('card.error.title') }),
        el('p', { text: pictureErrorMessage(error, name) }),
      ),
      ...(isFileAtFault ? [] : [retry]),
    ];
  }
}

function pending(text: string, modifier = ''): HTMLElement {
  return el('p', { class: `card-pending ${modifier}`, text });
}

/** Holds the place of the list to come, so that a prediction moves nothing. */
function ghostBars(): HTMLElement[] {
  const bars = Array.from({ length: 4 }, () => el('span', { class: 'ghost-bar' }));
  return [el('div', { class: 'ghost', attributes: { 'aria-hidden': 'true' } }, ...bars)];
}

function notes({ notes }: Classification): HTMLElement[] {
  return notes.map((note) => el('p', { class: 'card-note', text: t(`note.${note}`) }));
}

function meta(classification: Classification): HTMLElement {
  const { device, width, height } = classification;
  const time = t(`card.time.${device}`, { time: formatDuration(classification.elapsedMs) });
  const size = t('card.size', { width: String(width), height: String(height) });
  return el('p', { class: 'card-meta' }, el('span', { text: time }), el('span', { text: size }));
}
