/** `<kiln-classifier>`: a picture classifier in an article. docs/widget.md is its reference. */
import { toCodedError, type CodedError } from '../shared/errors.js';
import { predictionElements } from './prediction-view.js';
import { CameraView } from './camera-view.js';
import { make } from './dom.js';
import { explain, look, smallCopy } from './engine.js';
import type { ClassifyDetail, ModelInfo, WidgetEvents } from './events.js';
import { ExplainView } from './explain-view.js';
import { FeedbackView } from './feedback-view.js';
import { listenToFiles } from './intake.js';
import { PictureView } from './picture-view.js';
import { PresentModel } from './present-model.js';
import { ProgressView } from './progress-view.js';
import { describeSamples, listenToSamples } from './samples.js';
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
  static readonly observedAttributes = [
    'src',
    'backbone',
    'alt',
    'poster',
    'lang',
    'reveal',
    'loading',
    'camera',
    'feedback',
    'feedback-url',
  ];

  #words = new Words('en');
  readonly #model = new PresentModel(this, {
    onStart: () => this.#say(this.#words.say('widget.loading')),
    onProgress: (loaded, total) => this.#showProgress(loaded, total),
    onModel: (model, isNews) => {
      if (isNews) this.#tell('load', model);
      this.#lastError = null;
      this.#retry.hidden = true;
    },
    onEnd: () => {
      this.#progress.hide();
      this.#say('');
      this.#keepFocus();
    },
  });
  /** The picture that the present prediction is about; an older prediction that arrives late is not shown. */
  #picture: Blob | null = null;
  /** The picture whose prediction is on its way. */
  #asked: Blob | null = null;
  #lastError: CodedError | null = null;
  /** Several who wait for one thing hear of its failure; the article is told once. */
  #lastThrown: unknown = null;
  /** The work that "Try again" does. */
  #again: () => unknown = () => undefined;
  #isRevealed = false;
  #observer: IntersectionObserver | null = null;

  readonly #frame = make('section', { class: 'frame', part: 'frame' });
  readonly #poster = make('div', { class: 'poster', part: 'poster' });
  readonly #posterSlot = make('slot', { attributes: { name: 'poster' } });
  readonly #start = make('button', { class: 'main', part: 'start', onClick: () => this.#begin() });
  readonly #shown = new PictureView();
  readonly #prediction = make('div', { part: 'answer', attributes: { 'aria-live': 'polite' } });
  readonly #status = make('p', { class: 'status', part: 'status', attributes: { role: 'status' } });
  readonly #progress = new ProgressView();
  readonly #retry = make('button', { part: 'retry', attributes: { hidden: '' }, onClick: () => this.#tryAgain() });
  readonly #choose = make('button', { class: 'main', part: 'choose', onClick: () => this.#input.click() });
  readonly #cameraButton = make('button', { part: 'camera-button', onClick: () => this.#openCamera() });
  readonly #drop = make('p', { class: 'fine' });
  readonly #controls = make(
    'div',
    { class: 'controls', part: 'controls' },
    this.#choose,
    this.#cameraButton,
    this.#drop,
  );
  readonly #samples = make('slot', { attributes: { name: 'samples' } });
  readonly #input = make('input', { attributes: { type: 'file', accept: 'image/*', hidden: '' } });
  readonly #camera = new CameraView();
  readonly #explain = new ExplainView(this.#shown.shot);
  readonly #feedback = new FeedbackView();
  readonly #sent = new SentView();
  readonly #private = make('p', { class: 'fine', part: 'note' });

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    // Once: a control that is made anew loses the focus.
    this.#poster.append(this.#posterSlot, this.#start);
    this.#frame.append(
      this.#poster,
      this.#shown.element,
      this.#prediction,
      this.#explain.element,
      this.#feedback.element,
      this.#camera.element,
      this.#status,
      this.#progress.element,
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

  /** Whether a model is there to predict. */
  get loaded(): boolean {
    return this.#model.isLoaded;
  }

  connectedCallback(): void {
    this.#render();
    void sendWaiting();
    if (this.#isAuto()) this.dismissPoster();
    const loading = this.getAttribute('loading');
    if (loading === 'eager') this.#loadQuietly();
    else if (loading === 'lazy' || this.#isAuto()) this.#loadWhenNear();
  }

  disconnectedCallback(): void {
    // An element that is moved is connected again before this comes: then everything goes on.
    queueMicrotask(() => this.isConnected || this.#stop());
  }

  #stop(): void {
    this.#camera.close();
    this.#sent.stop();
    this.#observer?.disconnect();
    this.#forgetPicture();
    this.#clear();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name === 'src' || name === 'backbone') this.#forgetModel();
    if (!this.isConnected) return;
    if (name === 'reveal' && after === 'auto') {
      this.dismissPoster();
      this.#loadWhenNear();
    }
    this.#render();
  }

  /** Fetches what is needed to predict. Rejects with an `Error` that has a `code`. */
  async load(): Promise<void> {
    try {
      await this.#model.load();
    } catch (thrown) {
      this.#fail(thrown, () => (this.#picture ? this.#askQuietly(this.#picture) : this.#begin()));
      throw thrown;
    }
  }

  /** Shows the controls in place of the poster, and fetches the model, unless the poster went by itself. */
  dismissPoster(): void {
    if (this.#isRevealed) return;
    this.#isRevealed = true;
    this.#render();
    if (!this.#isAuto()) this.#loadQuietly();
  }

  /** Asks about a picture of any kind that the browser can show. Shown in the element as well. */
  async classify(picture: Blob): Promise<ClassifyDetail> {
    this.#show(picture);
    this.#asked = picture;
    try {
      const shown = this.#showChecked(picture);
      // What is wrong with it is said once the model is there; before, that line is about the model.
      shown.catch(() => undefined);
      const onLook = () => void (this.#picture === picture && this.#say(this.#words.say('widget.looking')));
      const { detail, probabilities } = await this.#model.classify(picture, shown, onLook);
      if (this.#picture === picture) this.#showPrediction(detail, picture);
      if (this.#picture === picture && this.hasAttribute('explain'))
        this.#offerExplanation(picture, detail.model, probabilities);
      this.#tell('classify', detail);
      return detail;
    } catch (thrown) {
      if (this.#picture === picture) this.#fail(thrown, () => this.#askQuietly(picture));
      throw thrown;
    } finally {
      if (this.#asked === picture) this.#asked = null;
    }
  }

  #isAuto(): boolean {
    return this.getAttribute('reveal') === 'auto';
  }

  /** The address that feedback may be sent to, if anywhere. */
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
      this.#loadQuietly();
    };
    this.#observer = new IntersectionObserver(onSight, { rootMargin: LOAD_AHEAD });
    this.#observer.observe(this);
  }

  #listen(): void {
    const ask = (picture: Blob) => this.#askQuietly(picture);
    listenToFiles(this, this.#frame, this.#input, ask);
    // Some browsers take the focus from what is hidden at once, others a moment later.
    this.#frame.addEventListener('focusout', ({ target, relatedTarget }) => {
      if (!relatedTarget) queueMicrotask(() => this.#keepFocus(target));
    });
    listenToSamples(this.#samples, ask, (error, again) => this.#fail(error, again));
    this.#samples.addEventListener('slotchange', () => this.#describeSamples());
    // A picture may come into a figure that is there already.
    new MutationObserver(() => this.#describeSamples()).observe(this, { childList: true, subtree: true });
  }

  #describeSamples(): void {
    describeSamples(this.#samples, (alt) => this.#words.say('widget.sample-action', { alt }));
  }

  #render(): void {
    const tag = this.closest('[lang]')?.getAttribute('lang') ?? navigator.language ?? '';
    this.#words = new Words(tag);
    const words = this.#words;
    this.#frame.lang = words.tag;
    // The language is one of these, whatever the article's is.
    this.#frame.dir = 'ltr';
    this.#frame.setAttribute('aria-label', this.getAttribute('alt') ?? words.say('widget.label'));
    const receiver = this.#receiver();
    this.#private.textContent = words.say(receiver ? 'widget.private-unless' : 'widget.private');
    if (this.isConnected) this.#sent.watch(words, receiver);
    for (const [element, key] of [
      [this.#start, 'widget.start'],
      [this.#choose, 'widget.choose'],
      [this.#cameraButton, 'widget.camera'],
      [this.#drop, 'widget.drop'],
      [this.#retry, 'widget.retry'],
    ] as const) {
      element.textContent = words.say(key);
    }
    this.#progress.render(words);
    this.#describeSamples();
    this.#poster.hidden = this.#isRevealed;
    this.#controls.hidden = !this.#isRevealed;
    this.#start.hidden = this.getAttribute('reveal') === 'manual';
    this.#cameraButton.hidden = !this.hasAttribute('camera');
    const poster = this.getAttribute('poster');
    this.#posterSlot.replaceChildren(
      ...(poster ? [make('img', { attributes: { src: poster, alt: '', loading: 'lazy' } })] : []),
    );
    if (this.#lastError) this.#say(words.error(this.#lastError));
    this.#keepFocus();
  }

  /** Keeps the focus: what had it may have been hidden, and then it goes to what is always there. */
  #keepFocus(focused: unknown = this.shadowRoot?.activeElement): void {
    const present = this.shadowRoot?.activeElement;
    // It may have gone on to the next question already.
    if (isHidden(focused) && (!present || isHidden(present))) this.#choose.focus({ preventScroll: true });
  }

  /** Begins loading at the reader's wish; the reader's focus goes along. */
  #begin(): void {
    if (this.#isRevealed) return this.#loadQuietly();
    this.dismissPoster();
    this.#choose.focus();
  }

  #openCamera(): void {
    void this.#camera.open({
      words: this.#words,
      onPicture: (shot) => this.#askQuietly(shot),
      onError: (error) => this.#fail(error, () => this.#openCamera()),
      onClose: () => this.#cameraButton.focus(),
    });
  }

  // What goes wrong is shown in the element; only a script of the article's own calls needs the rejection.
  #askQuietly(picture: Blob): void {
    this.classify(picture).catch(() => undefined);
  }

  #loadQuietly(): void {
    this.load().catch(() => undefined);
  }

  #show(picture: Blob): void {
    if (this.#picture !== picture) this.#forgetPicture();
    this.#picture = picture;
    this.#camera.close();
    this.#clear();
    this.#isRevealed = true;
    this.#render();
  }

  /** Shows a picture once its header has been looked at: some are small files and too large for any screen. */
  async #showChecked(picture: Blob): Promise<void> {
    await look(picture);
    if (this.#picture === picture) this.#shown.show(picture, this.#words.say('widget.picture-alt'));
  }

  /** Takes back what was said of a picture or a model. */
  #clear(): void {
    this.#prediction.replaceChildren();
    this.#explain.hide();
    this.#feedback.hide();
    this.#retry.hidden = true;
    this.#progress.hide();
    this.#lastError = null;
    this.#say('');
  }

  #showPrediction(detail: ClassifyDetail, picture: Blob): void {
    this.#say('');
    this.#prediction.replaceChildren(...predictionElements(detail, this.#words));
    if (!this.hasAttribute('feedback')) return;
    this.#feedback.ask(detail, {
      words: this.#words,
      receiver: this.#receiver(),
      smallCopy: () => smallCopy(picture),
      onFeedback: (feedback) => this.#tell('feedback', feedback),
    });
  }

  #offerExplanation(picture: Blob, model: ModelInfo, probabilities: readonly number[]): void {
    const [key, language] = [this.#model.key, this.#words.tag];
    const classes = model.classNames.map((label, index) => ({ label, index }));
    // More classes are a long list, and what speaks for them is next to nothing.
    this.#explain.offer(
      this.#words.say('widget.why'),
      classes.sort((a, b) => probabilities[b.index]! - probabilities[a.index]!).slice(0, 3),
      (classIndex, label) => explain(key, picture, { classIndex, label, language }),
      (thrown) => this.#fail(thrown, () => this.#askQuietly(picture)),
    );
  }

  #showProgress(loaded: number, total: number): void {
    this.#tell('progress', { loaded, total: this.#progress.show(loaded, total, this.#words) });
  }

  /** `again` is what "Try again" does. */
  #fail(thrown: unknown, again: () => unknown): void {
    const error = toCodedError(thrown);
    this.#lastError = error;
    this.#again = again;
    // What is wrong with a picture will be wrong with it again.
    this.#retry.hidden = /^(picture|file)\./.test(error.code);
    this.#isRevealed = true;
    this.#render();
    const { code, message, detail } = error;
    if (thrown !== this.#lastThrown) this.#tell('error', { code, message, detail });
    this.#lastThrown = thrown;
  }

  #tryAgain(): void {
    this.#retry.hidden = true;
    this.#lastError = null;
    this.#say('');
    this.#keepFocus();
    this.#again();
  }

  #forgetModel(): void {
    // An element that is loading goes on to the new one; one that has not begun has a reason.
    const wasTried = this.#model.forget() || this.#lastError !== null;
    this.#clear();
    if (!this.isConnected) return;
    // What is being asked about is asked again by `#ask`.
    if (this.#picture && this.#picture !== this.#asked) this.#askQuietly(this.#picture);
    else if (wasTried && !this.#picture) this.#loadQuietly();
  }

  #forgetPicture(): void {
    this.#picture = null;
    this.#shown.forget();
  }

  #say(sentence: string): void {
    this.#status.textContent = sentence;
  }

  #tell<K extends keyof WidgetEvents>(name: K, detail: WidgetEvents[K]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function isHidden(element: unknown): boolean {
  return element instanceof Element && element.getClientRects().length === 0;
}
