/** The way from a version to the files of an article. */
import { formatSize, formatNumber } from '../../../shared/i18n/format.js';
import { language, t, type MessageKey } from '../../../shared/i18n/index.js';
import type { Publication, PublishRequest } from '../../../engine/index.js';
import type { ModelVersion, PublicationSettings } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { PublishGuard } from '../readers/publish-guard.js';
import { CodedError } from '../../../shared/errors.js';
import { saveFile } from '../project/save-file.js';
import type { Session } from '../project/session.js';
import { Thumbnails } from '../project/thumbnails.js';
import { leftBehindNote } from '../evaluate/version-notes.js';
import { receiverHelp } from './receiver-help.js';

/** Pictures offered as samples: from each class in turn. */
const MAX_SAMPLES = 12;

type Form = PublishRequest['form'];
type TextField = 'title' | 'lede' | 'feedbackUrl' | 'address';

export class PublishView {
  readonly #root: HTMLElement;
  readonly #session: Session;
  readonly #thumbnails: Thumbnails;
  readonly #guard: PublishGuard;
  readonly #outcome = el('div', {
    class: 'publish-outcome',
    testId: 'publish-outcome',
    attributes: { 'aria-live': 'polite' },
  });
  #isBusy = false;
  #buttons: HTMLButtonElement[] = [];
  /** The ids of the samples, of the open project and version. */
  #samples = new Set<string>();
  #shownVersion: string | null = null;

  constructor(root: HTMLElement, session: Session) {
    this.#root = root;
    this.#session = session;
    this.#thumbnails = new Thumbnails(session.store);
    this.#guard = new PublishGuard(session, () => this.#showBusy());
    session.addEventListener('project', () => this.render());
    session.addEventListener('versions', () => this.render());
  }

  render(): void {
    const { version } = this.#session;
    this.#thumbnails.keepOnly(new Set());
    if (version?.id !== this.#shownVersion) {
      this.#samples = new Set();
      this.#outcome.replaceChildren();
    }
    this.#shownVersion = version?.id ?? null;
    if (!version) return this.#root.replaceChildren(el('p', { text: t('publish.none') }));
    const isFeedback = this.#settings.feedback;
    const feedback = el(
      'div',
      { class: 'publish-feedback' },
      this.#text('feedbackUrl', 'publish.field.feedback-url', 'publish.field.feedback-url.help'),
      receiverHelp(() => this.#settings.address),
    );
    feedback.hidden = !isFeedback;
    this.#buttons = [
      this.#button('site', 'publish-site', 'button is-primary'),
      this.#button('page', 'publish-page', 'button'),
    ];
    this.#root.replaceChildren(
      el('p', { class: 'publish-lede', text: t('publish.lede', { number: formatNumber(version.number) }) }),
      el(
        'div',
        { class: 'setting-grid' },
        this.#text('title', 'publish.field.title'),
        this.#text('lede', 'publish.field.lede'),
        this.#text('address', 'publish.field.address', 'publish.field.address.help'),
      ),
      el(
        'div',
        { class: 'publish-choices' },
        this.#checkbox('camera', 'publish.field.camera'),
        this.#checkbox('explain', 'publish.field.explain'),
        this.#checkbox('feedback', 'publish.field.feedback', (isOn) => (feedback.hidden = !isOn)),
      ),
      feedback,
      this.#sampleChoice(version) ?? '',
      leftBehindNote(this.#session, version) ?? '',
      this.#guard.element,
      el('div', { class: 'train-controls' }, ...this.#buttons),
      el('p', { class: 'publish-help', text: t('publish.page.help') }),
      this.#outcome,
    );
    void this.#guard.check(version);
  }

  get #settings(): PublicationSettings {
    const { name, publication } = this.#session.project;
    return {
      title: name,
      lede: '',
      camera: true,
      explain: true,
      feedback: false,
      feedbackUrl: '',
      address: '',
      ...publication,
    };
  }

  #change(change: Partial<PublicationSettings>): void {
    void this.#session.attempt(() => this.#session.update({ publication: { ...this.#settings, ...change } }));
  }

  #text(field: TextField, label: MessageKey, help?: MessageKey): HTMLElement {
    const type = field === 'address' || field === 'feedbackUrl' ? 'url' : 'text';
    const input = el('input', { testId: `publish-${field}`, attributes: { type, maxlength: '500' } });
    input.value = this.#settings[field];
    input.addEventListener('change', () => this.#change({ [field]: input.value.trim() }));
    const note = help ? el('small', { text: t(help) }) : null;
    return el('label', { class: 'setting' }, el('span', { text: t(label) }), input, note);
  }

  #checkbox(
    field: 'camera' | 'explain' | 'feedback',
    label: MessageKey,
    changed: (isOn: boolean) => void = () => undefined,
  ): HTMLElement {
    const input = el('input', { testId: `publish-${field}`, attributes: { type: 'checkbox' } });
    input.checked = this.#settings[field];
    input.addEventListener('change', () => {
      this.#change({ [field]: input.checked });
      changed(input.checked);
    });
    return el('label', { class: 'publish-choice' }, input, el('span', { text: t(label) }));
  }

  #sampleChoice(version: ModelVersion): HTMLElement | null {
    const candidates = this.#candidates(version);
    if (candidates.length === 0) return null;
    const choices = candidates.map(({ id, name }) => {
      const input = el('input', {
        testId: 'publish-sample',
        attributes: { type: 'checkbox', 'aria-label': t('publish.sample', { name }) },
      });
      input.checked = this.#samples.has(id);
      input.addEventListener('change', () => {
        if (input.checked) this.#samples.add(id);
        else this.#samples.delete(id);
      });
      const image = el('img', { attributes: { alt: '', width: '72', height: '72' } });
      this.#thumbnails.show(image, id);
      return el('label', { class: 'publish-sample' }, image, input);
    });
    return el(
      'fieldset',
      { class: 'publish-samples' },
      el('legend', { text: t('publish.samples') }),
      el('p', { class: 'publish-help', text: t('publish.samples.help') }),
      el('div', { class: 'publish-sample-list' }, ...choices),
    );
  }

  /** Validation pictures, which the model has not learnt from: one of each class, then another … */
  #candidates(version: ModelVersion) {
    const pictures = new Map(this.#session.pictures.map((picture) => [picture.id, picture]));
    const ranks = new Map<number, number>();
    return version.predictions
      .flatMap(({ pictureId, truth }) => {
        const picture = pictures.get(pictureId);
        const rank = ranks.get(truth) ?? 0;
        ranks.set(truth, rank + 1);
        return picture ? [{ id: pictureId, name: picture.name, rank, truth }] : [];
      })
      .sort((a, b) => a.rank - b.rank || a.truth - b.truth)
      .slice(0, MAX_SAMPLES);
  }

  #button(form: Form, testId: string, classNames: string): HTMLButtonElement {
    return el('button', {
      class: classNames,
      text: t(`publish.${form}`),
      testId,
      onClick: () => void this.#publish(form),
    });
  }

  async #publish(form: Form): Promise<void> {
    const { version, worker } = this.#session;
    if (!version || this.#isBusy || this.#guard.isClosed) return;
    this.#isBusy = true;
    this.#showBusy();
    // The project may be another one by the time the file is made.
    const name = `${this.#session.project.name}-${version.number}${form === 'site' ? '-site.zip' : '-page.html'}`;
    const bar = el('progress', { attributes: { 'aria-label': t('publish.preparing') } });
    // The bar tells a screen reader; the numbers, read out for each picture, would be a flood.
    const status = el('p', { text: t('publish.preparing'), attributes: { 'aria-hidden': 'true' } });
    this.#outcome.replaceChildren(bar, status);
    const isMade = await this.#session.attempt(async () => {
      const request = this.#request(form, version);
      const onProgress = (done: number, total: number): void => {
        const numbers = { done: formatNumber(done), total: formatNumber(total) };
        status.textContent = t('publish.working', numbers);
        bar.max = total;
        bar.value = done;
      };
      const made = await worker.publish(request, { onProgress });
      saveFile(made.file, name);
      const { id: versionId, projectId } = version;
      const { modelSha256 } = made;
      await this.#session.recordPublication(projectId, { versionId, publishedAt: Date.now(), form, modelSha256 });
      void this.#guard.check(this.#session.version);
      if (this.#shownVersion === version.id) this.#outcome.replaceChildren(...this.#described(made, form, name));
    });
    if (!isMade && this.#outcome.contains(bar)) this.#outcome.replaceChildren();
    this.#isBusy = false;
    this.#showBusy();
  }

  #request(form: Form, version: ModelVersion): PublishRequest {
    const { title, lede, camera, explain, feedback, feedbackUrl, address } = this.#settings;
    return {
      versionId: version.id,
      form,
      title: title || this.#session.project.name,
      lede,
      language,
      camera,
      explain,
      feedback,
      feedbackUrl: feedback && feedbackUrl ? checkedReceiver(feedbackUrl) : null,
      address: address ? checkedAddress(address) : null,
      samplePictureIds: [...this.#samples],
    };
  }

  #described({ file, snippet, modelBytes, backboneBytes, agreement }: Publication, form: Form, name: string): Node[] {
    const backbone = backboneBytes > 0 ? t('publish.done.backbone', { size: formatSize(backboneBytes) }) : '';
    const sizes = { name, size: formatSize(file.size) };
    const done =
      form === 'site'
        ? t('publish.done.site', { ...sizes, model: formatSize(modelBytes), backbone })
        : t('publish.done.page', sizes);
    const compared =
      agreement.total > 0
        ? t('publish.agreement', { same: formatNumber(agreement.same), total: formatNumber(agreement.total) })
        : t('publish.agreement.none');
    const { numUnknown } = agreement;
    const unknown = numUnknown > 0 ? t('publish.agreement.unknown', { unknown: formatNumber(numUnknown) }) : '';
    const checked = el('p', { text: `${compared}${unknown}`, testId: 'publish-agreement' });
    const elements: Node[] = [el('p', { text: done }), checked];
    return snippet === null ? elements : [...elements, this.#snippet(snippet)];
  }

  #snippet(snippet: string): HTMLElement {
    const id = 'publish-snippet';
    const area = el('textarea', {
      testId: id,
      attributes: { id, readonly: '', rows: String(Math.min(8, snippet.split('\n').length)), spellcheck: 'false' },
    });
    area.value = snippet;
    const copy = el('button', { class: 'text-button', text: t('publish.copy') });
    copy.addEventListener('click', () => {
      area.select();
      // The lines are selected: where there is no clipboard (no https) or it refuses, the keyboard copies.
      const written = navigator.clipboard?.writeText(snippet) ?? Promise.reject(new Error('no clipboard'));
      written.then(
        () => (copy.textContent = t('publish.copied')),
        () => area.focus(),
      );
    });
    return el(
      'div',
      { class: 'publish-snippet' },
      el('label', { text: t('publish.snippet'), attributes: { for: id } }),
      area,
      copy,
    );
  }

  #showBusy(): void {
    for (const button of this.#buttons) button.disabled = this.#isBusy || this.#guard.isClosed;
  }
}

function checkedAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  throw new CodedError('publish.address', 'no address of a website', { address });
}

/** Checks a receiver's address: feedback does not travel in the clear, except to the computer itself, to try it out. */
function checkedReceiver(address: string): string {
  const { href, protocol, hostname } = new URL(checkedAddress(address));
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  if (protocol === 'https:' || isHere) return href;
  throw new CodedError('publish.receiver-address', 'not over https', { address });
}
