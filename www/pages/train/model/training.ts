/** What a run of the open project will be told, and how the one that is under way stands: for all who show it. */
import { batch, computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { hear, type SplitPlan, type TrainingProgress } from '../../../engine/index.js';
import { codeOf } from '../../../shared/errors.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion, Project, TrainingJob } from '../../../storage/index.js';
import { ARCHITECTURES, type ArchitectureId, type TrainingSettings } from '../../../types/core.js';
import { everythingOf } from '../project/other-tabs.js';
import { saveFile } from '../project/save-file.js';
import { accuracySentence } from '../project/sentences.js';
import type { Session } from '../project/session.js';
import { problemSentence } from './data-problem.js';
import { interruptedRun, type InterruptedRun } from './interrupted-run.js';
import { warnBeforeLeaving } from './leave-warning.js';
import { isRunning, runAlone, untilEnded } from './run-lock.js';

/** `ending`: told to end, and not yet at its end. */
type Stage = 'idle' | 'running' | 'paused' | 'ending';

export class Training {
  readonly #session: Session;
  readonly #choice: ReadonlySignal<TrainingJob>;
  readonly #plan = signal<SplitPlan | null>(null);
  readonly #stage = signal<Stage>('idle');
  readonly #progress = signal<TrainingProgress | null>(null);
  readonly #freshId = signal<string | null>(null);
  readonly #hasEnded = signal(false);
  readonly #isElsewhere = signal(false);
  readonly #interrupted = signal<InterruptedRun | null>(null);
  /** The name of the project whose model waits; null where none does. */
  readonly #unkept = signal<string | null>(null);
  /** The run under way goes on from a checkpoint. */
  #isResumed = false;
  #lastEpoch = 0;
  #watch = new AbortController();
  #isPlanning = false;
  #isPlanOld = false;

  constructor(session: Session) {
    this.#session = session;
    const projectId = computed(() => (session.isOpen ? session.project.id : null));
    const classes = computed(() => (session.isOpen ? session.project.classes : []));
    const chosen = computed(() => (session.isOpen ? session.project.training : undefined));
    this.#choice = computed(() => completed(chosen.value));
    effect(() => {
      if (projectId.value) untracked(() => this.#take());
    });
    hear((news) => {
      if (news.changed === 'run' && news.projectId === projectId.peek()) void this.#watchOthers();
    });
    // What a run has brought is fresh until something changes that the next one would learn from.
    effect(() => {
      void [classes.value, session.pictures, this.#choice.value];
      this.#freshId.value = null;
      this.#hasEnded.value = false;
      if (projectId.value) untracked(() => void this.#replan());
    });
    effect(() => {
      const { progress } = session;
      if (progress) untracked(() => this.#hear(progress));
    });
    warnBeforeLeaving(() => this.#isAllLost);
  }

  get choice(): TrainingJob {
    return this.#choice.value;
  }

  /** How the pictures will be divided; null until it is known. */
  get plan(): SplitPlan | null {
    return this.#plan.value;
  }

  /** Why no run can begin, in a sentence; null where one can, and before that is known. */
  get problem(): string | null {
    if (this.#isElsewhere.value) return t('train.elsewhere');
    return this.plan && problemSentence(this.#session.project, this.plan);
  }

  get canStart(): boolean {
    return this.plan !== null && this.problem === null;
  }

  get stage(): Stage {
    return this.#stage.value;
  }

  /** The last that was heard of the run under way. */
  get progress(): TrainingProgress | null {
    return this.#progress.value;
  }

  /** The chosen version, where it is what these pictures and settings bring: training again would bring the same. */
  get isFresh(): boolean {
    return this.#freshId.value !== null && this.#freshId.value === this.#session.version?.id;
  }

  /** Whether a run has just come to its end, whatever it brought. */
  get hasEnded(): boolean {
    return this.#hasEnded.value;
  }

  get interrupted(): InterruptedRun | null {
    // What another tab has not finished is not interrupted.
    return this.#isElsewhere.value ? null : this.#interrupted.value;
  }

  /** Stored with the project, so that it is found as it was left. */
  choose(change: Partial<TrainingJob>): void {
    const { id } = this.#session.project;
    const chosen = (now: Project) => ({ ...now, training: { ...completed(now.training), ...change } });
    void this.#session.attempt(() => this.#session.change(id, chosen));
  }

  chooseArchitecture(architecture: ArchitectureId): void {
    this.choose({ architecture, settings: ARCHITECTURES[architecture].defaults });
  }

  chooseSettings(settings: TrainingSettings): void {
    this.choose({ settings });
  }

  pause(isPaused: boolean): void {
    this.#stage.value = isPaused ? 'paused' : 'running';
    void this.#session.attempt(() => this.#session.run.command(isPaused ? 'pause' : 'run'));
  }

  keep(): void {
    this.#stage.value = 'ending';
    void this.#session.attempt(() => this.#session.run.command('keep'));
  }

  discard(): void {
    this.#stage.value = 'ending';
    this.#session.run.discard();
  }

  async forgetInterrupted(): Promise<void> {
    const { store, project } = this.#session;
    await this.#session.attempt(async () => {
      await store.removeCheckpoint(project.id);
      await this.#session.remember(project.id, { begunRun: undefined });
    });
    await this.#readInterrupted();
  }

  /** Trains a version as chosen. */
  start(): Promise<void> {
    return this.canStart ? this.run(this.choice) : Promise.resolve();
  }

  /** Trains a version; null goes on from the checkpoint. */
  async run(job: TrainingJob | null): Promise<void> {
    if (this.stage !== 'idle') return;
    const { id } = this.#session.project;
    this.#stage.value = 'running';
    this.#isResumed = job === null;
    this.#lastEpoch = 0;
    const isAlone = await runAlone(id, () => this.#runHere(id, job));
    batch(() => {
      this.#hasEnded.value = true;
      this.#stage.value = 'idle';
      this.#progress.value = null;
    });
    if (!isAlone) this.#session.toast.show({ text: () => t('train.elsewhere') });
    await this.#watchOthers();
  }

  async #runHere(projectId: string, job: TrainingJob | null): Promise<void> {
    const session = this.#session;
    session.releaseVersion();
    const run = session.attempt(async () => {
      const version = await session.run
        .start(projectId, job)
        .catch((error: unknown) => this.#offerUnkept(error, projectId));
      if (!version) return;
      if (session.project.id === projectId) await this.#showTrained(version);
      else await session.forgetChosen(projectId);
    }, 'train.cancelled');
    // Should the page be closed before the first checkpoint, this says so the next time.
    if (job) void session.attempt(() => session.remember(projectId, { begunRun: job }));
    await run;
    // The project may be gone by now, and with it what was to be forgotten.
    await session.remember(projectId, { begunRun: undefined }).catch(() => undefined);
    await this.#readInterrupted();
  }

  /** A model that could not be stored is offered until it is saved as a file, or the page is left. */
  #offerUnkept(error: unknown, projectId: string): null {
    if (codeOf(error) !== 'training.not-kept') throw error;
    this.#unkept.value = this.#session.projects.find(({ id }) => id === projectId)?.name ?? '';
    this.#session.announcer.announce(t('error.training.not-kept'));
    return null;
  }

  /** Whether a model waits to be saved as a file, for it could not be stored. */
  get hasUnkept(): boolean {
    return this.#unkept.value !== null;
  }

  saveUnkept(): void {
    void this.#session.attempt(async () => {
      saveFile(await this.#session.worker.unkeptModel(), `${this.#unkept.value || 'model'}.safetensors`);
      this.#unkept.value = null;
    });
  }

  /** For the project that has just been opened. */
  #take(): void {
    this.#plan.value = null;
    void this.#readInterrupted();
    void this.#watchOthers();
  }

  /** Learns whether another tab trains the open project, and waits for the end of that. */
  async #watchOthers(): Promise<void> {
    if (this.stage !== 'idle') return;
    this.#watch.abort();
    const { signal } = (this.#watch = new AbortController());
    const { id } = this.#session.project;
    await this.#session.attempt(async () => {
      const isElsewhere = await isRunning(id);
      if (signal.aborted) return;
      this.#isElsewhere.value = isElsewhere;
      if (!isElsewhere) return;
      await untilEnded(id, signal);
      await this.#session.takeOver(everythingOf(id));
      await this.#readInterrupted();
      this.#isElsewhere.value = false;
    });
  }

  async #readInterrupted(): Promise<void> {
    const { project } = this.#session;
    await this.#session.attempt(async () => {
      const found = await interruptedRun(this.#session);
      if (this.#session.project.id === project.id) this.#interrupted.value = found;
    });
  }

  /** One question at a time; while pictures are coming in, the next is asked when the last is answered. */
  async #replan(): Promise<void> {
    this.#isPlanOld = true;
    if (this.#isPlanning) return;
    this.#isPlanning = true;
    while (this.#isPlanOld) {
      this.#isPlanOld = false;
      const { id } = this.#session.project;
      await this.#session.attempt(async () => {
        const plan = await this.#session.worker.plan(id, this.choice.settings);
        if (this.#session.project.id === id) this.#plan.value = plan;
      });
    }
    this.#isPlanning = false;
  }

  #hear(progress: TrainingProgress): void {
    this.#progress.value = progress;
    const { phase, epoch, epochs } = progress;
    // Every tenth part of the way, so that a screen reader is not talked over.
    if (phase !== 'training' || epoch < this.#lastEpoch + Math.max(1, Math.ceil(epochs / 10))) return;
    this.#lastEpoch = epoch;
    this.#session.announcer.announce(t('train.announce.epoch', { epoch }));
  }

  async #showTrained(trained: ModelVersion): Promise<void> {
    const session = this.#session;
    if (await session.showTrained(trained)) {
      this.#freshId.value = trained.id;
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

  /** A run without a finished epoch has nothing in storage that it could go on from. */
  get #isAllLost(): boolean {
    const { progress } = this.#session.run;
    return progress !== null && !this.#isResumed && progress.history.length === 0;
  }
}

/** What was stored by an earlier version of the page may lack what has been added since. */
function completed(chosen: TrainingJob | undefined): TrainingJob {
  const architecture = chosen?.architecture ?? 'transfer';
  const settings = { ...ARCHITECTURES[architecture].defaults, ...chosen?.settings };
  return { device: 'auto', ...chosen, architecture, settings };
}
