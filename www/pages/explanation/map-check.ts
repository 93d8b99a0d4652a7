/** "Check this map": is the prediction worse off without what the map calls warm? */
import type { Explanation, LongCall, MaskCheckResult } from '../../engine/index.js';
import { formatProbability, formatShare } from '../../shared/i18n/format.js';
import { t } from '../../shared/i18n/index.js';
import { toCodedError, type CodedError } from '../../shared/errors.js';
import { el } from '../../shared/dom.js';
import { errorMessage } from '../shell/error-message.js';

type State =
  | { kind: 'idle' }
  | { kind: 'stopped' }
  | { kind: 'working'; done: number; total: number; abort: AbortController }
  | { kind: 'failed'; error: CodedError }
  | { kind: 'done'; result: MaskCheckResult };

export class MapCheck {
  readonly element = el('div', { class: 'heat-map-check', testId: 'map-check' });
  readonly #said = el('p', { testId: 'check-result', attributes: { 'aria-live': 'polite' } });
  readonly #controls = el('div', { class: 'heat-map-check-controls' });
  readonly #run: (map: Explanation, options: LongCall) => Promise<MaskCheckResult>;
  #map: Explanation | null = null;
  #bar: HTMLProgressElement | null = null;
  /** The state of each map that was shown: going back to a class finds what was found. */
  #states = new Map<Explanation, State>();

  constructor(run: (map: Explanation, options: LongCall) => Promise<MaskCheckResult>) {
    this.#run = run;
    this.element.append(this.#controls, this.#said);
  }

  show(map: Explanation): void {
    if (map !== this.#map) this.cancel();
    this.#map = map;
    this.#render();
  }

  /** Ends the check that is under way. */
  cancel(): void {
    if (!this.#map) return;
    const state = this.#states.get(this.#map);
    if (state?.kind !== 'working') return;
    state.abort.abort();
    this.#set(this.#map, { kind: 'stopped' });
  }

  async #start(map: Explanation): Promise<void> {
    const abort = new AbortController();
    this.#set(map, { kind: 'working', done: 0, total: 0, abort });
    this.#controls.querySelector('button')?.focus();
    const onProgress = (done: number, total: number): void => {
      this.#states.set(map, { kind: 'working', done, total, abort });
      if (!this.#bar || this.#map !== map) return;
      this.#bar.max = total;
      this.#bar.value = done;
    };
    try {
      const result = await this.#run(map, { signal: abort.signal, onProgress });
      this.#set(map, { kind: 'done', result });
    } catch (thrown) {
      if (!abort.signal.aborted) this.#set(map, { kind: 'failed', error: toCodedError(thrown) });
    }
  }

  #set(map: Explanation, state: State): void {
    // The button that was pressed is about to go.
    const hadFocus = this.#controls.contains(document.activeElement);
    this.#states.set(map, state);
    if (map !== this.#map) return;
    this.#render();
    if (hadFocus) this.#controls.querySelector('button')?.focus();
  }

  #render(): void {
    const map = this.#map;
    this.element.hidden = !map || map.extent === 'nowhere';
    if (!map) return;
    const state = this.#states.get(map) ?? { kind: 'idle' };
    this.#said.textContent = sentenceOf(state);
    if (state.kind !== 'working') {
      const start = el('button', {
        class: 'button',
        text: t('explain.check'),
        testId: 'check-start',
        onClick: () => void this.#start(map),
      });
      return this.#controls.replaceChildren(start);
    }
    this.#bar = el('progress', { testId: 'check-progress', attributes: { 'aria-label': t('explain.check.working') } });
    if (state.total > 0) [this.#bar.max, this.#bar.value] = [state.total, state.done];
    const cancel = el('button', {
      class: 'button',
      text: t('explain.cancel'),
      testId: 'check-cancel',
      onClick: () => this.cancel(),
    });
    this.#controls.replaceChildren(cancel, this.#bar);
  }
}

function sentenceOf(state: State): string {
  switch (state.kind) {
    case 'idle':
      return t('explain.check.help');
    case 'stopped':
      return t('explain.check.stopped');
    case 'working':
      return t('explain.check.working');
    case 'failed':
      return errorMessage(state.error);
    case 'done': {
      const { probability, levels, isFaithful } = state.result;
      // The middle one of three says it in one sentence.
      const level = levels[1] ?? { share: 0, hottest: 0, random: 0 };
      return t(isFaithful ? 'explain.check.faithful' : 'explain.check.unfaithful', {
        share: formatShare(level.share),
        before: formatProbability(probability),
        hottest: formatProbability(level.hottest),
        random: formatProbability(level.random),
      });
    }
  }
}
