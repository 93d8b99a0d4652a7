/** `<kiln-classifier>`: a picture classifier in an article. docs/widget.md is its reference. */
import { kilnError, KilnError } from '../client/errors.js';
import { answerElements } from './answer-view.js';
import { assetOf, ownAsset } from './assets.js';
import { CameraView } from './camera-view.js';
import { make } from './dom.js';
import { classify, explain, loadModel, smallCopy } from './engine.js';
import type { ClassifyDetail, ModelInfo, WidgetEvents } from './events.js';
import { ExplainView } from './explain-view.js';
import { FeedbackView } from './feedback-view.js';
import { listenToSamples } from './samples.js';
import { sendWaiting } from './sending.js';
import { SentView } from './sent-view.js';
import { STYLE } from './style.js';
import { Words } from './words.js';

/** Constructed, not written into the page: a strict policy forbids the latter. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/** Below this, whoever scrolls to it meets a model that is there. */
const LOAD_AHEAD = '300px';

export class KilnClassifier extends HTMLElement {
  static readonly observedAttributes = ['src', 'backbone', 'alt', 'poster', 'lang', 'reveal', 'loading', 'camera', 'feedback', 'feedback-url'];

  #words = new Words('en');
  #model: ModelInfo | null = null;
  /** What the present answer is about; an older one that arrives late is not shown. */
  #picture: Blob | null = null;
  #pictureUrl: string | null = null;
  #lastError: KilnError | null = null;
  #isRevealed = false;
  #observer: IntersectionObserver | null = null;

  readonly #frame = make('section', { class: 'frame', part: 'frame' });
  readonly #poster = make('div', { class: 'poster', part: 'poster' });
  readonly #image = make('img', { attributes: { alt: '' } });
  readonly #shot = make('div', { class: 'shot' }, this.#image);
  readonly #figure = make('figure', { class: 'picture', part: 'picture', attributes: { hidden: '' } }, this.#shot);
  readonly #answer = make('div', { part: 'answer', attributes: { 'aria-live': 'polite' } });
  readonly #status = make('p', { class: 'status', part: 'status', attributes: { role: 'status' } });
  readonly #bar = make('progress', { part: 'progress-bar', attributes: { max: '1' } });
  readonly #progress = make('slot', { attributes: { name: 'progress-bar', hidden: '' } }, this.#bar);
  readonly #retry = make('button', { part: 'retry', attributes: { hidden: '' }, onClick: () => this.#again() });
  readonly #controls = make('div', { class: 'controls', part: 'controls' });
  readonly #samples = make('slot', { attributes: { name: 'samples' } });
  readonly #input = make('input', { attributes: { type: 'file', accept: 'image/*', hidden: '' } });
  readonly #camera = new CameraView();
  readonly #explain = new ExplainView(this.#shot);
  readonly #feedback = new FeedbackView();
  readonly #sent = new SentView();
  readonly #private = make('p', { class: 'fine', part: 'note' });

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    this.#frame.append(
      this.#poster,
      this.#figure,
      this.#answer,
      this.#explain.element,
      this.#feedback.element,
      this.#camera.element,
      this.#status,
      this.#progress,
      make('div', { class: 'controls' }, this.#retry),
      this.#controls,
      make('div', { class: 'samples', part: 'samples' }, this.#samples),
      this.#private,
      this.#sent.element,
      this.#input,
    );
    root.append(this.#frame);
    this.#listen();
  }

  /** Whether a model is there to answer. */
  get loaded(): boolean {
    return this.#model !== null;
  }

  connectedCallback(): void {
    this.#render();
    void sendWaiting();
    if (this.getAttribute('reveal') === 'auto') this.dismissPoster();
    else if (this.getAttribute('loading') === 'eager') void this.load().catch(() => undefined);
    else if (this.getAttribute('loading') === 'lazy') this.#loadWhenNear();
  }

  disconnectedCallback(): void {
    this.#camera.close();
    this.#sent.stop();
    this.#observer?.disconnect();
    this.#forgetPicture();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected) return;
    if (name === 'src' || name === 'backbone') this.#forgetModel();
    if (name === 'reveal' && after === 'auto') this.dismissPoster();
    this.#render();
  }

  /** Fetches what is needed to answer. Rejects with an `Error` that has a `code`. */
  async load(): Promise<void> {
    try {
      await this.#loadModel();
    } catch (thrown) {
      this.#fail(thrown);
      throw thrown;
    }
  }

  /** Shows the controls in place of the poster. Nothing is fetched before a picture is chosen. */
  dismissPoster(): void {
    if (this.#isRevealed) return;
    this.#isRevealed = true;
    this.#render();
    if (this.getAttribute('loading') !== 'eager' && this.getAttribute('reveal') === 'auto') this.#loadWhenNear();
    else void this.load().catch(() => undefined);
  }

  /** Asks about a picture of any kind that the browser can show. Shown in the element as well. */
  async classify(picture: Blob): Promise<ClassifyDetail> {
    this.#isRevealed = true;
    this.#show(picture);
    try {
      const model = await this.#loadModel();
      if (this.#picture === picture) this.#say(this.#words.say('widget.looking'));
      const { probabilities, isUnknown, elapsedMs } = await classify(this.#key(), picture);
      const predictions = probabilities
        .map((probability, index) => ({ label: model.classNames[index] ?? '', probability }))
        .sort((a, b) => b.probability - a.probability);
      const detail: ClassifyDetail = { predictions, isUnknown, elapsedMs, model };
      if (this.#picture === picture) this.#answered(detail, picture);
      if (this.#picture === picture && this.hasAttribute('explain')) this.#offerExplanation(picture, model, probabilities);
      this.#tell('classify', detail);
      return detail;
    } catch (thrown) {
      if (this.#picture === picture) this.#fail(thrown);
      throw thrown;
    }
  }

  async #loadModel(): Promise<ModelInfo> {
    if (this.#model) return this.#model;
    const src = this.getAttribute('src');
    if (!src) throw kilnError('embed.no-source', 'the attribute src is missing');
    const key = this.#key();
    this.#say(this.#words.say('widget.loading'));
    const onProgress = (loaded: number, total: number) => this.#showProgress(loaded, total);
    const backbone = this.getAttribute('backbone');
    const assets = { model: assetOf(src), backbone: backbone ? assetOf(backbone) : ownAsset('kiln-backbone.safetensors') };
    try {
      const model = await loadModel(key, assets, onProgress);
      // The attributes may have changed meanwhile: then somebody else is loading already.
      if (key !== this.#key()) return await this.#loadModel();
      const isNews = this.#model === null;
      this.#model = model;
      if (isNews) this.#tell('load', model);
      this.#lastError = null;
      this.#retry.hidden = true;
      return model;
    } finally {
      this.#progress.hidden = true;
      this.#say('');
    }
  }

  /** Two elements with the same files share one model. */
  #key(): string {
    return JSON.stringify([this.getAttribute('src'), this.getAttribute('backbone')]);
  }

  /** Where answers may be sent, if anywhere. */
  #receiver(): URL | null {
    const address = this.hasAttribute('feedback') ? this.getAttribute('feedback-url') : null;
    const url = address && URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : null;
    return url && /^https?:$/.test(url.protocol) ? url : null;
  }

  #loadWhenNear(): void {
    this.#observer?.disconnect();
    const onSight = (entries: IntersectionObserverEntry[]) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.#observer?.disconnect();
      void this.load().catch(() => undefined);
    };
    this.#observer = new IntersectionObserver(onSight, { rootMargin: LOAD_AHEAD });
    this.#observer.observe(this);
  }

  #listen(): void {
    const ask = (picture: Blob) => void this.classify(picture).catch(() => undefined);
    this.#input.addEventListener('change', () => {
      const picture = this.#input.files?.[0];
      this.#input.value = '';
      if (picture) ask(picture);
    });
    this.#frame.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.#frame.toggleAttribute('data-over', true);
    });
    this.#frame.addEventListener('dragleave', () => this.#frame.toggleAttribute('data-over', false));
    this.#frame.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#frame.toggleAttribute('data-over', false);
      const picture = event.dataTransfer?.files[0];
      if (picture) ask(picture);
    });
    // Only what is pasted while the focus is in here: the article may have a use of its own for it.
    this.addEventListener('paste', (event) => {
      const picture = event.clipboardData?.files[0];
      if (picture) ask(picture);
    });
    const describe = (alt: string) => this.#words.say('widget.sample-action', { alt });
    listenToSamples(this.#samples, describe, ask, (error) => this.#fail(error));
    this.#frame.tabIndex = -1;
  }

  #render(): void {
    const tag = this.closest('[lang]')?.getAttribute('lang') ?? navigator.language;
    this.#words = new Words(tag);
    const words = this.#words;
    this.#frame.lang = words.tag;
    this.#frame.setAttribute('aria-label', this.getAttribute('alt') ?? words.say('widget.label'));
    const receiver = this.#receiver();
    this.#private.textContent = words.say(receiver ? 'widget.private-unless' : 'widget.private');
    this.#sent.watch(words, receiver);
    this.#retry.textContent = words.say('widget.retry');
    this.#poster.hidden = this.#isRevealed;
    this.#controls.hidden = !this.#isRevealed;
    const poster = this.getAttribute('poster');
    const picture = make('slot', { attributes: { name: 'poster' } });
    if (poster) picture.append(make('img', { attributes: { src: poster, alt: '', loading: 'lazy' } }));
    const isManual = this.getAttribute('reveal') === 'manual';
    const start = make('button', {
      class: 'main',
      part: 'start',
      text: words.say('widget.start'),
      onClick: () => {
        this.dismissPoster();
        this.#controls.querySelector('button')?.focus();
      },
    });
    this.#poster.replaceChildren(picture, ...(isManual ? [] : [start]));
    const choose = make('button', {
      class: 'main',
      part: 'choose',
      text: words.say('widget.choose'),
      onClick: () => this.#input.click(),
    });
    const openCamera = () =>
      void this.#camera.open({
        words,
        onPicture: (shot) => void this.classify(shot).catch(() => undefined),
        onError: (error) => this.#fail(error),
      });
    const camera = make('button', { part: 'camera-button', text: words.say('widget.camera'), onClick: openCamera });
    this.#controls.replaceChildren(
      choose,
      ...(this.hasAttribute('camera') ? [camera] : []),
      make('p', { class: 'fine', text: words.say('widget.drop') }),
    );
    if (this.#lastError) this.#say(words.error(this.#lastError));
  }

  #show(picture: Blob): void {
    this.#forgetPicture();
    this.#picture = picture;
    this.#pictureUrl = URL.createObjectURL(picture);
    this.#image.src = this.#pictureUrl;
    this.#image.alt = this.#words.say('widget.picture-alt');
    this.#figure.hidden = false;
    this.#answer.replaceChildren();
    this.#explain.hide();
    this.#feedback.hide();
    this.#retry.hidden = true;
    this.#lastError = null;
    this.#render();
  }

  #answered(detail: ClassifyDetail, picture: Blob): void {
    this.#say('');
    this.#answer.replaceChildren(...answerElements(detail, this.#words));
    if (!this.hasAttribute('feedback')) return;
    this.#feedback.ask(detail, {
      words: this.#words,
      receiver: this.#receiver(),
      smallCopy: () => smallCopy(picture),
      onAnswer: (answer) => this.#tell('feedback', answer),
    });
  }

  #offerExplanation(picture: Blob, model: ModelInfo, probabilities: readonly number[]): void {
    const [key, language] = [this.#key(), this.#words.tag];
    const classes = model.classNames.map((label, index) => ({ label, index }));
    // More classes are a long list, and what speaks for them is next to nothing.
    this.#explain.offer(
      this.#words.say('widget.why'),
      classes.sort((a, b) => probabilities[b.index]! - probabilities[a.index]!).slice(0, 3),
      (classIndex, label) => explain(key, picture, { classIndex, label, language }),
      (thrown) => this.#fail(thrown),
    );
  }

  #showProgress(loaded: number, total: number): void {
    this.#progress.hidden = false;
    if (total > 0) {
      this.#bar.value = loaded / total;
      const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
      this.#say(this.#words.say('widget.loading-amount', { done: megabytes(loaded), total: megabytes(total) }));
    } else {
      this.#bar.removeAttribute('value');
    }
    this.#tell('progress', { loaded, total });
  }

  #fail(thrown: unknown): void {
    const { code, detail } = thrown as Partial<KilnError>;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const error = typeof code === 'string' ? kilnError(code, message, detail) : kilnError('engine.unexpected', message);
    if (error.code === 'engine.crashed') this.#model = null;
    this.#lastError = error;
    this.#say(this.#words.error(error));
    // What is wrong with a picture will be wrong with it again.
    this.#retry.hidden = /^(picture|file)\./.test(error.code);
    this.#isRevealed = true;
    this.#render();
    this.#tell('error', { code: error.code, message: error.message, detail: error.detail });
  }

  #again(): void {
    this.#retry.hidden = true;
    this.#lastError = null;
    const again = this.#picture ? this.classify(this.#picture) : this.load();
    again.catch(() => undefined);
  }

  #forgetModel(): void {
    this.#model = null;
    this.#lastError = null;
    this.#answer.replaceChildren();
    this.#explain.hide();
    this.#feedback.hide();
    this.#say('');
    if (this.#isRevealed) void this.load().catch(() => undefined);
  }

  #forgetPicture(): void {
    if (this.#pictureUrl) URL.revokeObjectURL(this.#pictureUrl);
    this.#pictureUrl = null;
    this.#picture = null;
  }

  #say(sentence: string): void {
    this.#status.textContent = sentence;
  }

  #tell<K extends keyof WidgetEvents>(name: K, detail: WidgetEvents[K]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
