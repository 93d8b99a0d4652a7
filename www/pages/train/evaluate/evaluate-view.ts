/** The quality of the chosen version, on pictures it has not learnt from. */
import { ARCHITECTURES } from '../../../types/core.js';
import { formatPercent, formatSize } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { CompressView } from '../compress/compress-view.js';
import { el } from '../../../shared/dom.js';
import { comparison } from './comparison.js';
import { confusionTable } from './confusion-table.js';
import { CrossValidationView } from './cross-validation-view.js';
import { reportOf } from './report.js';
import { saveFile } from '../project/save-file.js';
import { scoresTable } from './scores-table.js';
import { accuracySentence, proportionSentence, versionName } from '../project/sentences.js';
import type { Session } from '../project/session.js';
import { thresholdView } from './threshold-view.js';
import { Thumbnails } from '../project/thumbnails.js';
import { leftBehindNote } from './version-notes.js';

/** Below this many pictures the interval is so wide that the figure says next to nothing. */
const ENOUGH_TO_KNOW = 10;

export class EvaluateView {
  readonly #root: HTMLElement;
  readonly #session: Session;
  readonly #thumbnails: Thumbnails;
  readonly #crossValidation: CrossValidationView;
  readonly #compress: CompressView;

  constructor(root: HTMLElement, session: Session) {
    this.#root = root;
    this.#session = session;
    this.#thumbnails = new Thumbnails(session.store);
    this.#crossValidation = new CrossValidationView(session, this.#thumbnails);
    this.#compress = new CompressView(session, this.#thumbnails);
    session.addEventListener('project', () => this.render());
    session.addEventListener('versions', () => this.render());
  }

  render(): void {
    const { version } = this.#session;
    // Whatever was shown before is drawn anew.
    this.#thumbnails.keepOnly(new Set());
    const opened = this.#openModel();
    if (!version) return this.#root.replaceChildren(el('p', { text: t('evaluate.none') }), opened);
    const { evaluation, classNames } = version;
    this.#crossValidation.show(version);
    this.#compress.show(version);
    this.#root.replaceChildren(
      this.#versionChoice(version),
      el('p', { class: 'verdict', text: accuracySentence(version), testId: 'accuracy' }),
      evaluation && evaluation.count < ENOUGH_TO_KNOW
        ? el('p', {
            class: 'caution',
            text: t('evaluate.too-few', { count: evaluation.count }),
            testId: 'too-few-checked',
          })
        : '',
      version.test
        ? el('p', { text: t('evaluate.test', { accuracy: proportionSentence(version.test) }), testId: 'test-accuracy' })
        : '',
      evaluation ? scoresTable(classNames, evaluation) : '',
      evaluation ? el('p', { class: 'publish-help', text: t('evaluate.columns') }) : '',
      evaluation ? confusionTable(version, evaluation, this.#thumbnails) : '',
      evaluation?.binary && version.predictions.length > 0 ? thresholdView(version, evaluation.binary) : '',
      version.unknown
        ? el('p', { text: t('evaluate.unknown', { rate: formatPercent(version.unknown.falseAlarmRate.value) }) })
        : '',
      this.#crossValidation.element,
      comparison(this.#session, version, this.#thumbnails) ?? '',
      this.#compress.element,
      this.#files(version),
      opened,
    );
  }

  #versionChoice(chosen: ModelVersion): HTMLElement {
    const { versions } = this.#session;
    const options = versions.map((version) => {
      const option = el('option', { text: versionName(version), attributes: { value: version.id } });
      option.selected = version.id === chosen.id;
      return option;
    });
    const choice = el('select', { attributes: { 'aria-label': t('evaluate.version') }, testId: 'version' }, ...options);
    choice.addEventListener('change', () => {
      const next = versions.find(({ id }) => id === choice.value);
      if (next) this.#session.choose(next);
    });
    return choice;
  }

  #files(version: ModelVersion): HTMLElement {
    const session = this.#session;
    const name = `${session.project.name}-${version.number}`;
    const { selfContainedMegabytes } = ARCHITECTURES[version.architecture];
    const saved = el('p', { class: 'publish-help', testId: 'file-saved', attributes: { role: 'status' } });
    const save = (key: 'download' | 'whole' | 'onnx' | 'report', testId: string, make: () => Promise<[Blob, string]>) =>
      el('button', {
        class: key === 'download' ? 'button' : 'text-button',
        text: t(`evaluate.${key}`, { size: selfContainedMegabytes ?? 0 }),
        testId,
        onClick: () =>
          void session.attempt(async () => {
            const [file, fileName] = await make();
            saveFile(file, fileName);
            saved.textContent = t('evaluate.saved', { name: fileName, size: formatSize(file.size) });
          }),
      });
    const whole = save('whole', 'whole-download', async () => [
      await session.worker.toSelfContained(version.id),
      `${name}-self-contained.safetensors`,
    ]);
    const buttons = el(
      'div',
      { class: 'train-controls' },
      save('download', 'model-download', async () => [
        await session.store.modelFile(version.id),
        `${name}.safetensors`,
      ]),
      ...(selfContainedMegabytes !== null ? [whole] : []),
      save('onnx', 'onnx-download', async () => [await session.worker.toOnnx(version.id), `${name}.onnx`]),
      save('report', 'report-download', async () => [reportOf(session.project, version), `${name}-report.html`]),
    );
    const help = el('p', { class: 'publish-help', text: t('evaluate.files') });
    return el('div', {}, buttons, help, saved, leftBehindNote(session, version));
  }

  #openModel(): HTMLElement {
    const session = this.#session;
    const input = el('input', {
      testId: 'model-file',
      attributes: { type: 'file', accept: '.safetensors', hidden: '' },
    });
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      input.value = '';
      if (!file) return;
      void session.attempt(async () => {
        await session.worker.openModel(session.project.id, file);
        await session.refreshVersions();
      });
    });
    const button = el('button', { class: 'text-button', text: t('evaluate.open'), onClick: () => input.click() });
    return el('div', {}, button, input);
  }
}
