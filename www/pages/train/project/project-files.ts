/** Projects on their way in from files and out into them, one after another. */
import { signal, type Signal } from '@preact/signals';
import type { GivenFile, LongCall, ProjectWorker } from '../../../engine/index.js';
import { cancelled } from '../../../shared/errors.js';
import { t, type MessageKey } from '../../../shared/i18n/index.js';
import type { Project, Store } from '../../../storage/index.js';
import { pictureErrorMessage } from '../../shell/error-message.js';
import { sayLeftOut, type Listener } from './left-out.js';
import { fetchReadyProject, inOwnWords, type ReadyProject } from './ready-projects.js';
import { saveFile } from './save-file.js';
import { isUntouched } from './untouched.js';
import { newId } from '../../../shared/ids.js';

type Progress = { done: number; total: number } | null;

export interface ProjectWork {
  id: string;
  /** What is being done, and how far it is. */
  text: () => string;
  stop: () => void;
}

/** What is needed of the session, which holds this. */
interface Projects extends Listener {
  readonly store: Store;
  readonly worker: ProjectWorker;
  readonly project: Project;
  readonly pictures: readonly unknown[];
  readonly versions: readonly unknown[];
  projects: Project[];
  add(project: Project): Promise<void>;
  attempt(work: () => Promise<void>, onCancelled?: MessageKey): Promise<boolean>;
}

export class ProjectFiles {
  readonly #session: Projects;
  readonly #works = signal<readonly ProjectWork[]>([]);
  /** The pictures and versions that were saved last as a file; a change makes other ones. */
  readonly saved = signal<readonly unknown[]>([]);
  /** The end of the work that was asked for last: the next begins behind it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(session: Projects) {
    this.#session = session;
  }

  /** What is under way or waits, in its order. */
  get works(): readonly ProjectWork[] {
    return this.#works.value;
  }

  /** Opens one of the projects to start from. */
  openReady(id: ReadyProject): void {
    this.open(
      () => t(`project.ready.${id}`),
      () => fetchReadyProject(id),
      (opened) => inOwnWords(id, opened),
    );
  }

  /** Opens a project as a new one; `name` is that of the file or of the example, `worded` gives it names. */
  open(
    name: () => string,
    fetchFile: () => Promise<Blob | readonly GivenFile[]>,
    worded?: (opened: Project) => Project,
  ): void {
    const text = (progress: Progress) =>
      progress
        ? t('project.opening.progress', { name: name(), ...progress })
        : t('project.opening.name', { name: name() });
    this.#begin(text, 'project.cancelled', async (options) => {
      const file = await fetchFile();
      if (options.signal?.aborted) throw cancelled();
      const { project: opened, leftOut } = await this.#session.worker.openProject(file, options);
      const project = worded ? worded(opened) : opened;
      if (worded) await this.#session.store.saveProject(project);
      const left = this.#session.project;
      await this.#session.add(project);
      await this.#forgetUntouched(left);
      const refused = leftOut.map(
        ({ name: of, error }) =>
          () =>
            pictureErrorMessage(error, of),
      );
      if (refused.length > 0)
        sayLeftOut(this.#session, { title: () => t('project.opened', { name: name() }), refused });
    });
  }

  /** Lets the empty project go that was open until another one came: nobody has made it, and nobody looks for it. */
  async #forgetUntouched(left: Project): Promise<void> {
    const { store } = this.#session;
    if (!(await isUntouched(store, left))) return;
    // It is deleted as by hand: another tab may have it open.
    await store.saveProject({ ...left, deletedAt: Date.now() });
    this.#session.projects = this.#session.projects.filter(({ id }) => id !== left.id);
  }

  /** Packs the open project into a file, and hands that to the browser's downloads. */
  save(): void {
    const { id, name } = this.#session.project;
    const text = (progress: Progress) => (progress ? t('project.saving.progress', progress) : t('project.saving'));
    this.#begin(text, undefined, async (options) => {
      const { pictures, versions } = this.#session;
      saveFile(await this.#session.worker.saveProject(id, options), `${name}.zip`);
      this.saved.value = [pictures, versions];
    });
  }

  #begin(
    text: (progress: Progress) => string,
    onCancelled: MessageKey | undefined,
    run: (options: LongCall) => Promise<void>,
  ): void {
    const abort = new AbortController();
    const progress: Signal<Progress> = signal(null);
    const work = { id: newId(), text: () => text(progress.value), stop: () => abort.abort() };
    this.#works.value = [...this.#works.value, work];
    const onProgress = (done: number, total: number) => (progress.value = { done, total });
    const runOnce = async () => {
      if (abort.signal.aborted) throw cancelled();
      await run({ signal: abort.signal, onProgress });
    };
    this.#last = this.#last.then(async () => {
      await this.#session.attempt(runOnce, onCancelled);
      this.#works.value = this.#works.value.filter(({ id }) => id !== work.id);
    });
  }
}
