/** Every picture predicted by a model that has not seen it, and those whose class such a model doubts. */
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { CrossValidation, ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { removeWithUndo } from '../collect/remove-pictures.js';
import { proportionSentence } from '../project/sentences.js';
import type { Session } from '../project/session.js';
import type { Thumbnails } from '../project/thumbnails.js';

const MAX_SHOWN = 40;

export class CrossValidationView {
  readonly element = el('div', { class: 'cross-validation' });
  readonly #session: Session;
  readonly #thumbnails: Thumbnails;
  #version: ModelVersion | null = null;

  constructor(session: Session, thumbnails: Thumbnails) {
    this.#session = session;
    this.#thumbnails = thumbnails;
  }

  show(version: ModelVersion): void {
    this.#version = version;
    if (version.crossValidation) this.#showResult(version.crossValidation);
    else this.element.replaceChildren(this.#start());
  }

  #start(): HTMLElement {
    return el('button', {
      class: 'text-button',
      text: t('folds.start'),
      testId: 'folds-start',
      onClick: () => void this.#run(),
    });
  }

  async #run(): Promise<void> {
    const version = this.#version;
    if (!version) return;
    const { worker, project } = this.#session;
    const abort = new AbortController();
    const bar = el('progress', { attributes: { 'aria-label': t('folds.running') } });
    const cancel = el('button', {
      class: 'text-button',
      text: t('train.discard'),
      onClick: () => abort.abort(),
    });
    this.element.replaceChildren(el('p', { text: t('folds.running') }), bar, cancel);
    const { architecture, settings } = version;
    const isDone = await this.#session.attempt(async () => {
      const onProgress = (done: number, total: number): void => {
        bar.max = total;
        bar.value = done;
      };
      const job = { architecture, settings, device: 'cpu' } as const;
      const result = await worker.crossValidate(project.id, job, { signal: abort.signal, onProgress });
      await this.#keep(version.id, result);
    }, 'train.cancelled');
    if (!isDone && this.#version?.id === version.id) this.show(this.#version);
  }

  /** Stores the result with the version, so that it is there again the next time. */
  async #keep(versionId: string, result: CrossValidation): Promise<void> {
    await this.#session.updateVersion(versionId, { crossValidation: result });
    if (this.#version?.id !== versionId) return;
    this.#version = { ...this.#version, crossValidation: result };
    this.#showResult(result);
  }

  #showResult({ folds, evaluation, suspects }: CrossValidation): void {
    const sentence = t('folds.result', { folds, accuracy: proportionSentence(evaluation) });
    // Pictures that have been moved or removed since are settled.
    const classOf = new Map(this.#session.pictures.map(({ id, classId }) => [id, classId]));
    const open = suspects.filter(({ pictureId, givenClassId }) => classOf.get(pictureId) === givenClassId);
    const list = open.slice(0, MAX_SHOWN).map((suspect) => this.#suspect(suspect));
    this.element.replaceChildren(
      this.#start(),
      el('p', { text: sentence, testId: 'folds-accuracy' }),
      el('h3', { text: t('folds.suspects') }),
      list.length > 0
        ? el('ul', { class: 'suspects', attributes: { role: 'list' } }, ...list)
        : el('p', { text: t('folds.suspects.none') }),
    );
  }

  #suspect({
    pictureId,
    givenClassId,
    predictedClassId,
    probability,
  }: CrossValidation['suspects'][number]): HTMLElement {
    const session = this.#session;
    const nameOf = (classId: string) => session.project.classes.find(({ id }) => id === classId)?.name ?? '';
    const [given, predicted] = [nameOf(givenClassId), nameOf(predictedClassId)];
    const image = el('img', { attributes: { alt: '' } });
    this.#thumbnails.show(image, pictureId);
    const item = el('li', { testId: 'suspect' });
    const act = (text: string, work: () => Promise<boolean>) =>
      el('button', {
        class: 'text-button',
        text,
        onClick: () => void work().then((isDone) => isDone && item.remove()),
      });
    item.append(
      image,
      el('span', { text: t('folds.suspect', { given, predicted, probability: formatProbability(probability) }) }),
      act(t('folds.suspect.move', { predicted }), () =>
        session.attempt(async () => {
          await session.store.movePictures([pictureId], predictedClassId);
          await session.refreshPictures();
        }),
      ),
      act(t('review.remove'), () => removeWithUndo(session, [pictureId])),
      act(t('review.keep'), () => session.attempt(() => this.#settle(pictureId))),
    );
    return item;
  }

  /** A person has said that the class is right: it is not asked again. */
  async #settle(pictureId: string): Promise<void> {
    const version = this.#version;
    const known = version?.crossValidation;
    if (!version || !known) return;
    const suspects = known.suspects.filter((suspect) => suspect.pictureId !== pictureId);
    this.#version = { ...version, crossValidation: { ...known, suspects } };
    await this.#session.updateVersion(version.id, { crossValidation: { ...known, suspects } });
  }
}
