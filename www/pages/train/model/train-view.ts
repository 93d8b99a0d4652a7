/** Model, settings, and the run. */
import {
  ARCHITECTURES,
  type ArchitectureId,
  type ArchitectureInfo,
  type TrainingSettings,
} from '../../../types/core.js';
import type { TrainingProgress } from '../../../engine/index.js';
import { formatNumber } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { isBeingCompiled } from '../../../shared/first-page.js';
import type { ModelVersion, TrainingJob } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { Curves } from './curves.js';
import { problemSentence } from './data-problem.js';
import { interruptedRun } from './interrupted-run.js';
import { keepFocus } from '../project/keep-focus.js';
import { accuracySentence } from '../project/sentences.js';
import type { Session } from '../project/session.js';
import { SettingsPanel } from './settings-panel.js';

export class TrainView {
  readonly #session: Session;
  readonly #plan = el('div', { class: 'plan', testId: 'plan' });
  readonly #models = el('div', { class: 'models' });
  readonly #settingsPanel = new SettingsPanel((settings) => void this.#changeSettings(settings));
  readonly #controls = el('div', { class: 'train-controls' });
  readonly #status = el('p', { class: 'train-status', testId: 'train-status' });
  readonly #bar = el('progress', { class: 'train-bar' });
  readonly #curves = new Curves();
  #architectures: ArchitectureInfo[] = [];
  #architecture: ArchitectureId = 'transfer';
  #settings: TrainingSettings | null = null;
  /** The settings of the project that has just been opened. */
  #remembered: TrainingSettings | null = null;
  #device: TrainingJob['device'] = 'auto';
  #isPaused = false;
  /** Whether the run has been told to end and has not ended yet. */
  #isEnding = false;
  /** The run under way goes on from a checkpoint. */
  #isResumed = false;
  #canStart = false;
  #lastEpoch = 0;

  constructor(root: HTMLElement, session: Session) {
    this.#session = session;
    root.append(
      this.#plan,
      this.#models,
      this.#settingsPanel.element,
      this.#controls,
      this.#bar,
      this.#status,
      this.#curves.element,
    );
    session.addEventListener('project', () => {
      const { training } = session.project;
      this.#architecture = training?.architecture ?? 'transfer';
      this.#settings = null;
      this.#remembered = training?.settings ?? null;
      this.#device = training?.device ?? 'auto';
      this.#showStoredCurves();
      void this.render();
    });
    session.addEventListener('versions', () => this.#showStoredCurves());
    window.addEventListener('beforeunload', (event) => {
      if (this.#isAllLost) event.preventDefault();
    });
    session.addEventListener('pictures', () => void this.#onPictures());
    session.run.addEventListener('progress', () => this.#showProgress(session.run.progress));
  }

  async render(): Promise<void> {
    if (!this.#session.isOpen) return;
    const { worker } = this.#session;
    this.#curves.redraw();
    this.#showStoredCurves();
    const remembered = this.#remembered;
    this.#remembered = null;
    await this.#session.attempt(async () => {
      this.#architectures = await worker.architectures(this.#numClasses, this.#settings);
      // What was stored by an earlier version of the page may lack what has been added since.
      this.#settings = { ...ARCHITECTURES[this.#architecture].defaults, ...this.#settings, ...remembered };
      if (remembered) this.#architectures = await worker.architectures(this.#numClasses, this.#settings);
      this.#renderModels();
      this.#renderSettings();
      await this.#renderPlan();
      await this.#renderControls();
    });
  }

  /** A run without a finished epoch has nothing in storage that it could go on from. */
  get #isAllLost(): boolean {
    const { progress } = this.#session.run;
    return progress !== null && !this.#isResumed && progress.history.length === 0;
  }

  /** Shows the curves of the chosen version, while no run shows its own. */
  #showStoredCurves(): void {
    const { run, version } = this.#session;
    if (run.progress) return;
    this.#curves.show(version?.history ?? [], version ? t('train.curve.of', { number: version.number }) : '');
  }

  /** Stores the choice with the project, so that it is found as it was left. */
  #rememberChoice(): void {
    const { project } = this.#session;
    const [architecture, settings, device] = [this.#architecture, this.#settings, this.#device];
    if (!settings) return;
    const training = { architecture, settings, device };
    void this.#session.attempt(() => this.#session.remember(project.id, { training }));
  }

  /** Pictures change nothing that has been chosen or is being typed. */
  async #onPictures(): Promise<void> {
    if (!this.#settings) return;
    await this.#session.attempt(async () => {
      await this.#renderPlan();
      await this.#refreshModels();
    });
  }

  /** The number of classes decides the number of parameters. */
  async #refreshModels(): Promise<void> {
    this.#architectures = await this.#session.worker.architectures(this.#numClasses, this.#settings);
    keepFocus(this.#models, () => this.#renderModels());
  }

  get #numClasses(): number {
    return Math.max(2, this.#session.project.classes.filter(({ isEnabled }) => isEnabled).length);
  }

  #renderModels(): void {
    const options = this.#architectures.map(({ id, numParameters }) => {
      const input = el('input', { attributes: { type: 'radio', name: 'architecture', value: id } });
      input.checked = id === this.#architecture;
      input.addEventListener('change', () => {
        this.#architecture = id;
        this.#settings = ARCHITECTURES[id].defaults;
        this.#rememberChoice();
        void this.render();
      });
      const count = t('train.model.parameters', { count: numParameters });
      return el(
        'label',
        { class: 'model-option' },
        input,
        el('strong', { text: t(`train.model.${id}`) }),
        el('span', { text: t(`train.model.${id}.help`) }),
        el('small', { text: count }),
      );
    });
    this.#models.setAttribute('role', 'radiogroup');
    this.#models.setAttribute('aria-label', t('train.model'));
    this.#models.replaceChildren(...options);
  }

  #renderSettings(): void {
    if (this.#settings) this.#settingsPanel.render(this.#settings, this.#architecture);
  }

  async #changeSettings(settings: TrainingSettings): Promise<void> {
    this.#settings = settings;
    this.#rememberChoice();
    await this.#session.attempt(() => this.#renderPlan());
    // A hidden layer has parameters of its own.
    await this.#session.attempt(() => this.#refreshModels());
  }

  async #renderPlan(): Promise<void> {
    const { worker, project } = this.#session;
    if (!this.#settings) return;
    const plan = await worker.plan(project.id, this.#settings);
    if (this.#session.project.id !== project.id) return;
    const problem = problemSentence(this.#session.project, plan);
    this.#canStart = problem === null;
    const nameOf = (classId: string) => project.classes.find(({ id }) => id === classId)?.name ?? '';
    if (problem) {
      this.#plan.replaceChildren(el('p', { text: problem }));
    } else {
      const lacking = plan.classesWithoutValidation.map((id) =>
        el('p', { text: t('train.plan.without-validation', { name: nameOf(id) }) }),
      );
      const { train, validation, test, testFollowers } = plan;
      const aside = test > 0 ? [el('p', { text: t('train.plan.test', { count: test }) })] : [];
      if (testFollowers > 0)
        aside.push(
          el('p', { text: t('train.plan.test-followers', { count: testFollowers }), testId: 'test-followers' }),
        );
      this.#plan.replaceChildren(el('p', { text: t('train.plan', { train, validation }) }), ...aside, ...lacking);
    }
    this.#start.disabled = !this.#canStart;
  }

  readonly #start = el('button', {
    class: 'button is-primary',
    testId: 'train-start',
    onClick: () => void this.#train(this.#chosenJob),
  });

  async #renderControls(): Promise<void> {
    const { run, project } = this.#session;
    this.#bar.hidden = run.progress === null;
    this.#bar.setAttribute('aria-label', t('train.progress'));
    if (run.progress) return this.#renderRunControls();
    this.#start.textContent = t('train.start');
    const devices = this.#deviceChoice(await isBeingCompiled('train-webgpu'));
    const interrupted = await interruptedRun(
      this.#session,
      (job) => void this.#train(job),
      () => void this.#session.attempt(() => this.#renderControls()),
    );
    if (this.#session.project.id !== project.id || run.progress) return;
    this.#controls.replaceChildren(this.#start, devices, ...interrupted);
  }

  #deviceChoice(isWebGpuMissing: boolean): HTMLElement {
    const options = (['auto', 'cpu', 'webgpu'] as const).map((device) => {
      const isMissing = device === 'webgpu' && isWebGpuMissing;
      const text = t(isMissing ? 'train.device.webgpu.compiling' : `train.device.${device}`);
      const option = el('option', { text, attributes: { value: device } });
      option.selected = device === this.#device;
      return option;
    });
    const choice = el(
      'select',
      { attributes: { 'aria-label': t('train.device') }, testId: 'train-device' },
      ...options,
    );
    choice.addEventListener('change', () => {
      this.#device = choice.value as TrainingJob['device'];
      this.#rememberChoice();
    });
    return choice;
  }

  #renderRunControls(): void {
    const { run } = this.#session;
    const pause = el('button', {
      class: 'button',
      text: t(this.#isPaused ? 'train.continue' : 'train.pause'),
      testId: 'train-pause',
      onClick: () => {
        this.#isPaused = !this.#isPaused;
        void this.#session.attempt(() => run.command(this.#isPaused ? 'pause' : 'run'));
        this.#renderRunControls();
        this.#showProgress(run.progress);
        this.#controls.querySelector('button')?.focus();
      },
    });
    const end = (name: 'keep' | 'discard', onClick: () => void) =>
      el('button', {
        class: 'text-button',
        text: t(`train.${name}`),
        testId: `train-${name}`,
        onClick: () => {
          this.#isEnding = true;
          onClick();
          this.#renderRunControls();
          this.#showProgress(run.progress);
        },
      });
    const keep = end('keep', () => void this.#session.attempt(() => run.command('keep')));
    const buttons = [pause, keep, end('discard', () => run.discard())];
    for (const button of buttons) button.disabled = this.#isEnding;
    this.#controls.replaceChildren(...buttons);
  }

  get #chosenJob(): TrainingJob | undefined {
    const settings = this.#settings;
    return settings ? { architecture: this.#architecture, settings, device: this.#device } : undefined;
  }

  /** Trains a version; null goes on from the checkpoint. */
  async #train(job: TrainingJob | null | undefined): Promise<void> {
    const session = this.#session;
    if (session.run.progress || job === undefined) return;
    const projectId = session.project.id;
    this.#isPaused = false;
    this.#isEnding = false;
    this.#isResumed = job === null;
    this.#lastEpoch = 0;
    this.#curves.clear();
    session.releaseVersion();
    const run = session.attempt(async () => {
      const version = await session.run.start(projectId, job);
      if (session.project.id === projectId) await this.#showTrained(version);
      else await session.forgetChosen(projectId);
    }, 'train.cancelled');
    // Should the page be closed before the first checkpoint, this says so the next time.
    if (job) void session.attempt(() => session.remember(projectId, { begunRun: job }));
    this.#bar.hidden = false;
    // The button that was pressed makes way for those of the run.
    const isInControls = this.#controls.contains(document.activeElement);
    this.#renderRunControls();
    if (isInControls) this.#controls.querySelector('button')?.focus({ preventScroll: true });
    await run;
    // The project may be gone by now, and with it what was to be forgotten.
    await session.remember(projectId, { begunRun: undefined }).catch(() => undefined);
    this.#status.textContent = '';
    this.#showStoredCurves();
    const hadFocus = this.#controls.contains(document.activeElement) || document.activeElement === document.body;
    await session.attempt(() => this.#renderControls());
    if (hadFocus && this.#isEnding) this.#start.focus({ preventScroll: true });
  }

  async #showTrained(trained: ModelVersion): Promise<void> {
    const session = this.#session;
    if (await session.showTrained(trained)) {
      return session.announcer.announce(t('train.announce.done', { accuracy: accuracySentence(trained) }));
    }
    const [number, chosen] = [trained.number, session.version?.number ?? 0];
    const show = () => {
      const known = session.versions.find(({ id }) => id === trained.id);
      if (known) session.choose(known);
    };
    session.toast.show({
      text: () => t('train.ready', { number, chosen }),
      action: { label: 'train.ready.show', run: show },
    });
  }

  #shownPhase(phase: TrainingProgress['phase'], secondsLeft: number | null) {
    if (this.#isEnding && phase !== 'saving') return 'stopping';
    if (phase !== 'training') return phase;
    if (this.#isPaused) return 'paused';
    return secondsLeft === null ? 'begun' : phase;
  }

  #showProgress(progress: TrainingProgress | null): void {
    if (!progress) return;
    const { phase, device, done, total, epoch, epochs, history, secondsLeft } = progress;
    if (total > 0) {
      this.#bar.max = total;
      this.#bar.value = done;
    } else {
      this.#bar.removeAttribute('value');
    }
    const seconds = formatNumber(Math.ceil(secondsLeft ?? 0));
    const shown = this.#shownPhase(phase, secondsLeft);
    const text = t(`train.phase.${shown}`, { done, total, epoch, epochs, seconds });
    this.#status.textContent = device ? `${text} · ${t(`train.device.${device}`)}` : text;
    this.#curves.show(history, '');
    // Every tenth part of the way, so that a screen reader is not talked over.
    if (phase === 'training' && epoch >= this.#lastEpoch + Math.max(1, Math.ceil(epochs / 10))) {
      this.#lastEpoch = epoch;
      this.#session.announcer.announce(t('train.announce.epoch', { epoch }));
    }
  }
}
