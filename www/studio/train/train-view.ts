/** Model, settings, and the run. */
import type { ArchitectureInfo, SettingRanges, TrainingProgress } from '../../client/training.js';
import { formatNumber } from '../../i18n/format.js';
import { t } from '../../i18n/index.js';
import type { ArchitectureId, TrainingJob, TrainingSettings } from '../../storage/index.js';
import { el } from '../dom.js';
import { Curves } from './curves.js';
import { keepFocus } from './keep-focus.js';
import { accuracySentence } from './sentences.js';
import type { Session } from './session.js';
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
  #ranges: SettingRanges = {};
  #architecture: ArchitectureId = 'transfer';
  #settings: TrainingSettings | null = null;
  #device: TrainingJob['device'] = 'auto';
  #isPaused = false;
  #canStart = false;
  #lastEpoch = 0;

  constructor(root: HTMLElement, session: Session) {
    this.#session = session;
    root.append(this.#plan, this.#models, this.#settingsPanel.element, this.#controls, this.#bar, this.#status, this.#curves.element);
    session.addEventListener('project', () => {
      this.#curves.clear();
      void this.render();
    });
    session.addEventListener('pictures', () => void this.#onPictures());
    session.trainer.addEventListener('progress', () => this.#showProgress(session.trainer.progress));
  }

  async render(): Promise<void> {
    const { trainer, project } = this.#session;
    if (!project) return;
    this.#curves.redraw();
    await this.#session.attempt(async () => {
      this.#architectures = await trainer.architectures(this.#classCount, this.#settings);
      if (Object.keys(this.#ranges).length === 0) this.#ranges = await trainer.settingRanges();
      this.#settings ??= this.#defaults();
      this.#renderModels();
      this.#renderSettings();
      await this.#renderPlan();
      await this.#renderControls();
    });
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
    this.#architectures = await this.#session.trainer.architectures(this.#classCount, this.#settings);
    keepFocus(this.#models, () => this.#renderModels());
  }

  get #classCount(): number {
    return Math.max(2, this.#session.project.classes.filter(({ isEnabled }) => isEnabled).length);
  }

  #defaults(): TrainingSettings | null {
    return this.#architectures.find(({ id }) => id === this.#architecture)?.defaults ?? null;
  }

  #renderModels(): void {
    const options = this.#architectures.map(({ id, parameterCount }) => {
      const input = el('input', { attributes: { type: 'radio', name: 'architecture', value: id } });
      input.checked = id === this.#architecture;
      input.addEventListener('change', () => {
        this.#architecture = id;
        this.#settings = this.#defaults();
        void this.render();
      });
      const count = t('train.model.parameters', { count: parameterCount });
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
    const defaults = this.#defaults();
    if (!this.#settings || !defaults) return;
    this.#settingsPanel.render(this.#settings, defaults, this.#ranges, this.#architecture);
  }

  async #changeSettings(settings: TrainingSettings): Promise<void> {
    this.#settings = settings;
    await this.#session.attempt(() => this.#renderPlan());
    // A hidden layer has parameters of its own.
    await this.#session.attempt(() => this.#refreshModels());
  }

  async #renderPlan(): Promise<void> {
    const { trainer, project } = this.#session;
    if (!this.#settings) return;
    const plan = await trainer.plan(project.id, this.#settings);
    if (this.#session.project.id !== project.id) return;
    this.#canStart = plan.problem === null;
    const nameOf = (classId: string) => project.classes.find(({ id }) => id === classId)?.name ?? '';
    if (plan.problem) {
      const name = 'classId' in plan.problem ? nameOf(plan.problem.classId) : '';
      this.#plan.replaceChildren(el('p', { text: t(`train.problem.${plan.problem.code}`, { name }) }));
    } else {
      const lacking = plan.classesWithoutValidation.map((id) =>
        el('p', { text: t('train.plan.without-validation', { name: nameOf(id) }) }),
      );
      const { train, validation, test, testFollowers } = plan;
      const aside = test > 0 ? [el('p', { text: t('train.plan.test', { count: test }) })] : [];
      if (testFollowers > 0) aside.push(el('p', { text: t('train.plan.test-followers', { count: testFollowers }), testId: 'test-followers' }));
      this.#plan.replaceChildren(el('p', { text: t('train.plan', { train, validation }) }), ...aside, ...lacking);
    }
    this.#start.disabled = !this.#canStart;
  }

  readonly #start = el('button', {
    class: 'button is-primary',
    testId: 'train-start',
    onClick: () => void this.#train(false),
  });

  async #renderControls(): Promise<void> {
    const { trainer, store, project } = this.#session;
    this.#bar.hidden = trainer.progress === null;
    this.#bar.setAttribute('aria-label', t('train.progress'));
    if (trainer.progress) return this.#renderRunControls();
    this.#start.textContent = t('train.start');
    const devices = this.#deviceChoice();
    const checkpoint = await store.checkpoint(project.id);
    if (this.#session.project.id !== project.id || trainer.progress) return;
    this.#controls.replaceChildren(this.#start, devices);
    if (!checkpoint) return;
    const { epoch, job } = checkpoint;
    this.#controls.append(
      el('p', { text: t('train.resume.text', { epoch, epochs: job.settings.epochs }), testId: 'resume-text' }),
      el('button', { class: 'button', text: t('train.resume'), testId: 'resume', onClick: () => void this.#train(true) }),
      el('button', {
        class: 'text-button',
        text: t('train.resume.discard'),
        onClick: () =>
          void this.#session.attempt(async () => {
            await store.removeCheckpoint(project.id);
            await this.#renderControls();
          }),
      }),
    );
  }

  #deviceChoice(): HTMLElement {
    const options = (['auto', 'cpu', 'webgpu'] as const).map((device) => {
      const option = el('option', { text: t(`train.device.${device}`), attributes: { value: device } });
      option.selected = device === this.#device;
      return option;
    });
    const choice = el('select', { attributes: { 'aria-label': t('train.device') }, testId: 'train-device' }, ...options);
    choice.addEventListener('change', () => {
      this.#device = choice.value as TrainingJob['device'];
    });
    return choice;
  }

  #renderRunControls(): void {
    const { trainer } = this.#session;
    const pause = el('button', {
      class: 'button',
      text: t(this.#isPaused ? 'train.continue' : 'train.pause'),
      testId: 'train-pause',
      onClick: () => {
        this.#isPaused = !this.#isPaused;
        trainer.command(this.#isPaused ? 'pause' : 'run');
        this.#renderRunControls();
        this.#showProgress(trainer.progress);
        this.#controls.querySelector('button')?.focus();
      },
    });
    const end = (command: 'keep' | 'discard', testId: string) =>
      el('button', {
        class: 'text-button',
        text: t(`train.${command}`),
        testId,
        onClick: () => trainer.command(command),
      });
    this.#controls.replaceChildren(pause, end('keep', 'train-keep'), end('discard', 'train-discard'));
  }

  async #train(isResumed: boolean): Promise<void> {
    const session = this.#session;
    const settings = this.#settings;
    if (session.trainer.progress || !settings) return;
    const projectId = session.project.id;
    this.#isPaused = false;
    this.#lastEpoch = 0;
    this.#curves.clear();
    const job = isResumed ? null : { architecture: this.#architecture, settings, device: this.#device };
    const run = session.attempt(async () => {
      const version = await session.trainer.train(projectId, job);
      if (session.project.id !== projectId) return;
      await session.refreshVersions();
      session.announcer.announce(t('train.announce.done', { accuracy: accuracySentence(version) }));
    });
    this.#bar.hidden = false;
    this.#renderRunControls();
    await run;
    this.#status.textContent = '';
    await session.attempt(() => this.#renderControls());
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
    const isPaused = this.#isPaused && phase === 'training';
    const shown = isPaused ? 'paused' : phase === 'training' && secondsLeft === null ? 'begun' : phase;
    const text = t(`train.phase.${shown}`, { done, total, epoch, epochs, seconds });
    this.#status.textContent = device ? `${text} · ${t(`train.device.${device}`)}` : text;
    this.#curves.show(history);
    // Every tenth part of the way, so that a screen reader is not talked over.
    if (phase === 'training' && epoch >= this.#lastEpoch + Math.max(1, Math.ceil(epochs / 10))) {
      this.#lastEpoch = epoch;
      this.#session.announcer.announce(t('train.announce.epoch', { epoch }));
    }
  }
}
