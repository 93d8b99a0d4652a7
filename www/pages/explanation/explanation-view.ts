/** The explanation of a prediction: a map over the picture, a sentence, and a check whether to believe it. */
import './explain.css';
import type { Explanation } from '../../engine/index.js';
import { focusSentence } from '../../shared/explanation/sentence.js';
import { formatShare } from '../../shared/i18n/format.js';
import en from '../../shared/i18n/explain/en.json';
import zhHans from '../../shared/i18n/explain/zh-Hans.json';
import { addMessages, joinSentences, t } from '../../shared/i18n/index.js';
import { toCodedError, type CodedError } from '../../shared/errors.js';
import { el } from '../../shared/dom.js';
import { errorMessage } from '../shell/error-message.js';
import { MapCheck } from './map-check.js';
import { Overlay } from './overlay.js';
import type { Subject } from './subject.js';

addMessages({ en, 'zh-Hans': zhHans });

const INITIAL_OPACITY = 0.6;

type State =
  | { kind: 'closed' }
  | { kind: 'working'; done: number; total: number }
  | { kind: 'failed'; error: CodedError }
  | { kind: 'shown' };

export class ExplanationView {
  readonly element = el('div', { class: 'explanation', testId: 'explanation', attributes: { role: 'group' } });
  readonly #subject: Subject;
  readonly #overlay: Overlay;
  readonly #check: MapCheck;
  readonly #sentence = el('p', {
    class: 'explanation-sentence',
    testId: 'explanation-sentence',
    attributes: { 'aria-live': 'polite' },
  });
  #state: State = { kind: 'closed' };
  /** The maps in the order of the subject's classes, once they are there. */
  #maps: Explanation[] = [];
  #chosen = 0;
  #opacity = INITIAL_OPACITY;
  #abort: AbortController | null = null;
  #bar: HTMLProgressElement | null = null;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.#overlay = new Overlay(subject.frame);
    this.#check = new MapCheck((map, options) => subject.checkMap(map, options));
  }

  open(): void {
    if (this.#maps.length > 0) this.#set({ kind: 'shown' });
    else void this.#explain();
  }

  /** Ends what is under way and takes the map off the picture. What was found is kept. */
  close(): void {
    this.#abort?.abort();
    this.#check.cancel();
    this.#overlay.hide();
    this.#state = { kind: 'closed' };
  }

  /** Shows the present state in the present language. */
  render(): void {
    this.element.setAttribute('aria-label', t('explain.title'));
    this.#sentence.textContent = '';
    const { kind } = this.#state;
    if (kind === 'closed') return;
    if (kind === 'working') return this.#renderWorking(this.#state);
    if (kind === 'failed') {
      this.#sentence.textContent = errorMessage(this.#state.error);
      return this.element.replaceChildren(
        this.#sentence,
        this.#button('card.retry', () => void this.#explain()),
      );
    }
    this.#renderMap();
  }

  async #explain(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#set({ kind: 'working', done: 0, total: 0 });
    try {
      const onProgress = (done: number, total: number) => this.#progress(done, total);
      const indices = this.#subject.classes.map(({ index }) => index);
      this.#maps = await this.#subject.explain(indices, { signal: abort.signal, onProgress });
      if (!abort.signal.aborted) this.#set({ kind: 'shown' });
    } catch (thrown) {
      if (!abort.signal.aborted) this.#set({ kind: 'failed', error: toCodedError(thrown) });
    }
  }

  #set(state: State): void {
    this.#state = state;
    this.render();
  }

  #progress(done: number, total: number): void {
    if (this.#state.kind !== 'working') return;
    this.#state = { kind: 'working', done, total };
    if (!this.#bar) return;
    this.#bar.max = total;
    this.#bar.value = done;
  }

  #renderWorking({ done, total }: { done: number; total: number }): void {
    this.#sentence.textContent = t('explain.working');
    this.#bar = el('progress', { attributes: { 'aria-label': t('explain.working') } });
    if (total > 0) [this.#bar.max, this.#bar.value] = [total, done];
    this.element.replaceChildren(this.#sentence, this.#bar);
  }

  #renderMap(): void {
    const map = this.#maps[this.#chosen];
    const chosen = this.#subject.classes[this.#chosen];
    if (!map || !chosen) return;
    const sentence = focusSentence(map, chosen.label(), t, formatShare);
    this.#overlay.show(map, sentence);
    this.#overlay.opacity = this.#opacity;
    this.#sentence.textContent = sentence;
    this.#check.show(map);
    const isCut = map.seen.width < 0.995 || map.seen.height < 0.995;
    const note = joinSentences([t(`explain.method.${map.method}`), ...(isCut ? [t('explain.unseen')] : [])]);
    this.element.replaceChildren(
      this.#sentence,
      el('div', { class: 'explanation-tools' }, this.#picker(), this.#slider()),
      legend(),
      el('p', { class: 'explanation-note', text: note }),
      this.#check.element,
    );
  }

  #picker(): HTMLElement {
    const select = el('select', { testId: 'explain-class' });
    this.#subject.classes.forEach(({ label }, position) => {
      const option = el('option', { text: label(), attributes: { value: String(position) } });
      option.selected = position === this.#chosen;
      select.append(option);
    });
    select.addEventListener('change', () => {
      this.#chosen = Number(select.value);
      this.render();
      // It has been drawn anew.
      this.element.querySelector('select')?.focus();
    });
    return el('label', { class: 'explanation-tool' }, el('span', { text: t('explain.class') }), select);
  }

  #slider(): HTMLElement {
    const slider = el('input', {
      testId: 'explain-opacity',
      attributes: { type: 'range', min: '0', max: '100', step: '5' },
    });
    slider.value = String(Math.round(this.#opacity * 100));
    slider.addEventListener('input', () => {
      this.#opacity = Number(slider.value) / 100;
      this.#overlay.opacity = this.#opacity;
    });
    return el('label', { class: 'explanation-tool' }, el('span', { text: t('explain.opacity') }), slider);
  }

  #button(key: 'card.retry', onClick: () => void): HTMLElement {
    return el('button', { class: 'button', text: t(key), onClick });
  }
}

function legend(): HTMLElement {
  return el(
    'p',
    { class: 'heat-map-legend' },
    el('span', { text: t('explain.legend.low') }),
    el('span', { class: 'heat-map-scale', attributes: { 'aria-hidden': 'true' } }),
    el('span', { text: t('explain.legend.high') }),
  );
}
