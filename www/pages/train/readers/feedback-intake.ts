/** Files with readers' feedback on their way in: chosen or dropped, read one by one, and what became of each. */
import type { FeedbackImport } from '../../../engine/index.js';
import { formatPercent } from '../../../shared/i18n/format.js';
import { joinSentences, t } from '../../../shared/i18n/index.js';
import { toCodedError, type CodedError } from '../../../shared/errors.js';
import { el, isTouch } from '../../../shared/dom.js';
import { droppedFiles } from '../../shell/dropped-files.js';
import { pictureErrorMessage } from '../../shell/error-message.js';
import type { Session } from '../project/session.js';

type Refused = FeedbackImport['refused'][number];

/** The result of a file, said anew when the language changes. */
type Outcome = { name: string } & ({ result: FeedbackImport } | { error: CodedError });

export class FeedbackIntake {
  readonly element = el('div', { class: 'feedback-intake', testId: 'answer-intake' });
  readonly #session: Session;
  readonly #onChange: () => Promise<void>;
  readonly #status = el('p', { class: 'readers-status', testId: 'readers-status', attributes: { role: 'status' } });
  readonly #stop = el('button', {
    class: 'text-button',
    testId: 'readers-stop',
    onClick: () => this.#reading?.abort(),
  });
  readonly #outcomes = el('div', {
    class: 'readers-outcomes',
    testId: 'readers-outcomes',
    attributes: { 'aria-live': 'polite' },
  });
  readonly #load = el('button', { class: 'button', testId: 'readers-load' });
  readonly #hint = el('span', { class: 'readers-note' });
  #said: Outcome[] = [];
  /** The reading that is under way. */
  #reading: AbortController | null = null;

  constructor(session: Session, onChange: () => Promise<void>) {
    this.#session = session;
    this.#onChange = onChange;
    const input = el('input', {
      testId: 'readers-files',
      attributes: { type: 'file', accept: '.jsonl,.json,.txt,application/json', multiple: '', hidden: '' },
    });
    input.addEventListener('change', () => {
      const files = Array.from(input.files ?? []);
      input.value = '';
      void this.#read(files);
    });
    this.#load.addEventListener('click', () => input.click());
    this.#stop.hidden = true;
    const zone = el('div', { class: 'feedback-zone' }, this.#load, this.#hint, input);
    zone.addEventListener('drop', (event) => {
      // Elsewhere on the page, files are taken for pictures.
      event.preventDefault();
      event.stopPropagation();
      zone.classList.remove('is-over');
      if (event.dataTransfer)
        void droppedFiles(event.dataTransfer).then((dropped) => this.#read(dropped.map(({ file }) => file)));
    });
    zone.addEventListener('dragover', () => zone.classList.add('is-over'));
    zone.addEventListener('dragleave', () => zone.classList.remove('is-over'));
    this.element.append(zone, el('div', { class: 'train-controls' }, this.#status, this.#stop), this.#outcomes);
  }

  /** Draws the intake in the language of now. */
  render(): void {
    this.#load.textContent = t('readers.load');
    this.#hint.textContent = isTouch() ? '' : t('readers.drop');
    this.#stop.textContent = t('readers.stop');
    this.#outcomes.replaceChildren(...this.#said.map(described));
  }

  clear(): void {
    this.#said = [];
    this.#reading?.abort();
  }

  async #read(files: File[]): Promise<void> {
    if (this.#reading || files.length === 0) return;
    const { worker, project } = this.#session;
    const reading = new AbortController();
    this.#reading = reading;
    this.#said = [];
    this.render();
    this.#load.disabled = true;
    this.#stop.hidden = false;
    for (const file of files) {
      const { name } = file;
      const onProgress = (done: number, total: number): void => {
        const percent = formatPercent(Math.floor((100 * done) / Math.max(1, total)) / 100);
        this.#status.textContent = t('readers.reading', { name, percent });
      };
      onProgress(0, 1);
      const options = { signal: reading.signal, onProgress };
      try {
        this.#said.push({ name, result: await worker.importFeedback(project.id, file, options) });
      } catch (thrown) {
        this.#said.push({ name, error: toCodedError(thrown) });
      }
      if (reading.signal.aborted) break;
    }
    this.#reading = null;
    this.#load.disabled = false;
    this.#stop.hidden = true;
    this.#status.textContent = '';
    // Another project may have been opened meanwhile.
    if (this.#session.project.id !== project.id) this.#said = [];
    this.render();
    await this.#onChange();
  }
}

function described(outcome: Outcome): HTMLElement {
  const { name } = outcome;
  if ('error' in outcome) {
    return el('p', { class: 'readers-outcome', text: pictureErrorMessage(outcome.error, name) });
  }
  const { result } = outcome;
  const { numAdded, numPictures, numKnown, numElsewhere, isCut, isStopped, numRefused, refused, form } = result;
  const counted = (count: number, key: 'pictures' | 'known' | 'elsewhere') =>
    count > 0 ? [t(`readers.import.${key}`, { count })] : [];
  const sentences = [
    t('readers.import.added', { count: numAdded }),
    ...counted(numPictures, 'pictures'),
    ...counted(numKnown, 'known'),
    ...counted(numElsewhere, 'elsewhere'),
    ...(isCut ? [t('readers.import.cut')] : []),
    ...(isStopped ? [t('readers.import.stopped')] : []),
  ];
  const text = el('p', {}, el('strong', { text: name }), ' ', joinSentences(sentences));
  if (numRefused === 0) return el('div', { class: 'readers-outcome' }, text);
  const place = form === 'received' ? 'readers.import.line' : 'readers.import.entry';
  const items = refused.map((entry) => el('li', { text: t(place, { number: entry.number, reason: reasonOf(entry) }) }));
  const more = numRefused - refused.length;
  return el(
    'div',
    { class: 'readers-outcome' },
    text,
    el('p', { text: t('readers.import.refused', { count: numRefused }) }),
    el('ul', {}, ...items, more > 0 ? el('li', { text: t('readers.import.more', { count: more }) }) : null),
  );
}

/** The reason in words. Of the file's own texts only the names of a field and of a class are shown, as text. */
function reasonOf({ code, detail }: Refused): string {
  if (code === 'answers.line.not-json') return t('readers.refused.not-json');
  if (code === 'answers.line.class') return t('readers.refused.class', { class: String(detail['class']).slice(0, 80) });
  if (code === 'answers.line.picture') return t('readers.refused.picture');
  const { field } = detail;
  return field ? t('readers.refused.field', { field }) : t('readers.refused.whole');
}
