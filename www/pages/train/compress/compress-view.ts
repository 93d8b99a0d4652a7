/** The chosen version in fewer bits: what that saves, what it costs, and what is done with it. */
import type { Compression } from '../../../engine/index.js';
import { formatNumber } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { Precision } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { saveFile } from '../project/save-file.js';
import type { Session } from '../project/session.js';
import type { Thumbnails } from '../project/thumbnails.js';
import { compressionReport } from './compression-report.js';

/** The largest files first. */
const PRECISIONS: Precision[] = ['f32', 'f16', 'int8', 'int8-per-tensor'];
/** The precision that most people want. */
const USUAL: Precision = 'int8';

export class CompressView {
  readonly element = el('div', { class: 'compress', testId: 'compress' });
  readonly #session: Session;
  readonly #thumbnails: Thumbnails;
  readonly #outcome = el('div', { testId: 'compress-outcome' });
  #version: ModelVersion | null = null;
  #precision: Precision = USUAL;
  #made: Compression | null = null;
  /** The version of which a smaller copy is being made, and the way to give that up. */
  #running: { versionId: string; abort: AbortController } | null = null;

  constructor(session: Session, thumbnails: Thumbnails) {
    this.#session = session;
    this.#thumbnails = thumbnails;
  }

  /** Keeps what has been measured while the same version is shown, in another language for instance. */
  show(version: ModelVersion): void {
    if (this.#version?.id !== version.id) {
      this.#made = null;
      this.#precision = USUAL;
      // The result would be seen by nobody.
      this.#running?.abort.abort();
    }
    this.#version = version;
    const head = el('h3', { text: t('compress.title') });
    const smaller = smallerThan(version.precision ?? 'f32');
    if (smaller.length === 0) {
      this.element.replaceChildren(head, el('p', { text: t('compress.already'), testId: 'compress-already' }));
      return;
    }
    const start = el('button', {
      class: 'button',
      text: t('compress.start'),
      testId: 'compress-start',
      onClick: () => void this.#run(version),
    });
    start.disabled = this.#running?.versionId === version.id;
    this.element.replaceChildren(
      head,
      el('p', { text: t('compress.help') }),
      this.#choice(smaller),
      el('div', { class: 'train-controls' }, start),
      this.#outcome,
    );
    if (this.#running?.versionId !== version.id) this.#showOutcome(version);
  }

  #choice(precisions: Precision[]): HTMLElement {
    const options = precisions.map((precision) => {
      const input = el('input', { attributes: { type: 'radio', name: 'precision', value: precision } });
      input.checked = precision === this.#precision;
      input.addEventListener('change', () => (this.#precision = precision));
      return el(
        'label',
        { class: 'model-option' },
        input,
        el('strong', { text: t(`compress.${precision}`) }),
        el('span', { text: t(`compress.${precision}.help`) }),
      );
    });
    const attributes = { role: 'radiogroup', 'aria-label': t('compress.precision') };
    return el('div', { class: 'models', attributes }, ...options);
  }

  async #run(version: ModelVersion): Promise<void> {
    const { worker, announcer } = this.#session;
    const precision = this.#precision;
    const abort = new AbortController();
    const status = el('p', { text: t('compress.working'), testId: 'compress-status' });
    const bar = el('progress', { class: 'train-bar', attributes: { 'aria-label': t('compress.working') } });
    const stop = el('button', {
      class: 'text-button',
      text: t('compress.stop'),
      testId: 'compress-stop',
      onClick: () => abort.abort(),
    });
    this.#made = null;
    this.#running = { versionId: version.id, abort };
    this.show(version);
    this.#outcome.replaceChildren(status, bar, stop);
    stop.focus();
    await this.#session.attempt(async () => {
      const onProgress = (done: number, total: number): void => {
        bar.max = total;
        bar.value = done;
        const numbers = { done: formatNumber(done), total: formatNumber(total) };
        status.textContent = done < total ? t('compress.asking', numbers) : t('compress.timing');
      };
      const made = await worker.compress(version.id, precision, { signal: abort.signal, onProgress });
      if (this.#version?.id === version.id) this.#made = made;
    }, 'compress.cancelled');
    this.#running = null;
    if (this.#version?.id !== version.id) return;
    // A person who went on to something else meanwhile is left there.
    const isWaiting = document.activeElement === stop;
    this.show(version);
    if (this.#made) announcer.announce(t('compress.done'));
    if (isWaiting)
      this.element.querySelector<HTMLElement>('[data-testid=compress-start]')?.focus({ preventScroll: true });
  }

  #showOutcome(version: ModelVersion): void {
    const made = this.#made;
    if (!made) return this.#outcome.replaceChildren();
    const session = this.#session;
    const keep = el('button', {
      class: 'button is-primary',
      text: t('compress.keep'),
      testId: 'compress-keep',
      onClick: () => {
        keep.disabled = true;
        void session
          .attempt(async () => {
            const { number } = await session.worker.keepCompressed(version.id, made);
            await session.refreshVersions();
            session.toast.show({ text: () => t('compress.kept', { number }) });
          })
          .then((isKept) => (keep.disabled = isKept));
      },
    });
    const save = el('button', {
      class: 'text-button',
      text: t('compress.save'),
      testId: 'compress-save',
      onClick: () => saveFile(made.file, `${session.project.name}-${version.number}-${made.precision}.safetensors`),
    });
    this.#outcome.replaceChildren(
      ...compressionReport(version, made, this.#thumbnails),
      el('div', { class: 'train-controls' }, keep, save),
    );
  }
}

/** Going back to more bits would bring nothing back. */
function smallerThan(precision: Precision): Precision[] {
  if (precision === 'int8-per-tensor' || precision === 'int8') return [];
  return PRECISIONS.slice(PRECISIONS.indexOf(precision) + 1);
}
