/** The open project, and what the views share. */
import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { TrainingRun, type News, type ProjectWorker, type TrainingProgress } from '../../../engine/index.js';
import { isCancelled, toCodedError } from '../../../shared/errors.js';
import { t, type MessageKey } from '../../../shared/i18n/index.js';
import type {
  ModelVersion,
  PictureRecord,
  Project,
  ProjectClass,
  PublicationRecord,
  Store,
} from '../../../storage/index.js';
import type { Announcer } from '../../shell/announcer.js';
import { failureNotice } from '../../shell/failure-notice.js';
import { beginOpening, failedToOpen, lastProjectId, rememberProject } from '../../shell/last-project.js';
import type { Toast } from '../../shell/toast.js';
import { History } from './history.js';
import { ProjectFiles } from './project-files.js';
import { ThumbnailCache } from './thumbnail-cache.js';
import { newId } from '../../../shared/ids.js';
import { withKnownParts } from './known-parts.js';

const KEEP_DELETED_MS = 15 * 60_000;
/** A page that still answers so long after a project is shown has it open. */
const OPEN_AFTER_MS = 1000;

type Keeping = 'saving' | 'saved' | 'failed';

/**
 * What its getters give lies in signals: a view that reads one of them while it is drawn is drawn anew when that
 * changes. Other tabs may have the same project open: what is changed is changed in storage, and shown from there.
 */
export class Session {
  readonly store: Store;
  readonly worker: ProjectWorker;
  /** The training run, while one is under way. */
  readonly run: TrainingRun;
  readonly toast: Toast;
  readonly announcer: Announcer;
  readonly history: History;
  readonly files: ProjectFiles;
  readonly thumbnails: ThumbnailCache;
  readonly #projects = signal<Project[]>([]);
  readonly #project = signal<Project | null>(null);
  readonly #pictures = signal<PictureRecord[]>([]);
  readonly #versions = signal<ModelVersion[]>([]);
  readonly #version = signal<ModelVersion | null>(null);
  readonly #progress = signal<TrainingProgress | null>(null);
  readonly #keeping = signal<Keeping>('saved');
  /** Whether a version is being worked with that must not be changed for another unasked. */
  #isHeld = false;
  /** The changes of projects that are on their way to storage, and those that have been. */
  #numWriting = 0;
  #numWritten = 0;
  /** The end of all that is on its way to storage. */
  #writing: Promise<unknown> = Promise.resolve();
  /** The names of the classes in the files of the open project's versions. */
  #namesInFiles = new Map<string, string[]>();

  constructor(store: Store, worker: ProjectWorker, toast: Toast, announcer: Announcer) {
    this.store = store;
    this.worker = worker;
    this.run = new TrainingRun(worker);
    this.toast = toast;
    this.announcer = announcer;
    this.history = new History(toast, announcer, (work) => this.attempt(work));
    this.files = new ProjectFiles(this);
    this.thumbnails = new ThumbnailCache(store);
    this.run.addEventListener('progress', () => (this.#progress.value = this.run.progress));
  }

  /** All projects of this device, the newest first. */
  get projects(): Project[] {
    return this.#projects.value;
  }
  set projects(projects: Project[]) {
    this.#projects.value = projects;
  }

  /** Whether a project has been opened: before that none of the rest is there. */
  get isOpen(): boolean {
    return this.#project.value !== null;
  }

  get project(): Project {
    const project = this.#project.value;
    if (!project) throw new Error('No project is open yet');
    return project;
  }
  set project(project: Project) {
    this.#project.value = project;
  }

  get pictures(): PictureRecord[] {
    return this.#pictures.value;
  }
  set pictures(pictures: PictureRecord[]) {
    this.#pictures.value = pictures;
  }

  /** Newest first. Their classes are called as they are now, whatever they were called at the time. */
  get versions(): ModelVersion[] {
    return this.#versions.value;
  }
  set versions(versions: ModelVersion[]) {
    this.#versions.value = versions;
  }

  /** The version that is evaluated and tried. */
  get version(): ModelVersion | null {
    return this.#version.value;
  }
  set version(version: ModelVersion | null) {
    this.#version.value = version;
  }

  /** How far the training run is; null while nothing is being trained. */
  get progress(): TrainingProgress | null {
    return this.#progress.value;
  }

  /** What has become of the last change of a project. */
  get keeping(): ReadonlySignal<Keeping> {
    return this.#keeping;
  }

  /** Opens the project of last time, or a fresh one. */
  async open(): Promise<void> {
    await this.attempt(async () => {
      const all = await this.store.projects();
      // What was deleted could be brought back until now. Not what has just been: another tab may still
      // offer the way back, or be filling a project that is not to be seen before it is whole.
      const isOver = (deletedAt = Infinity) => Date.now() - deletedAt > KEEP_DELETED_MS;
      for (const { id, deletedAt } of all) if (isOver(deletedAt)) await this.store.removeProject(id);
      this.projects = all.filter(({ deletedAt }) => !deletedAt);
      const failed = this.projects.find(({ id }) => id === failedToOpen());
      const last = lastProjectId();
      const others = this.projects.filter((project) => project !== failed);
      const known = others.find(({ id }) => id === last) ?? others[0];
      if (known) await this.show(known);
      else await this.create();
      if (failed) this.#offer(failed);
    });
  }

  /** What held up the page when it was opened last is not opened unasked. */
  #offer(failed: Project): void {
    this.toast.show({
      text: () => t('project.did-not-open', { name: failed.name }),
      action: { label: 'project.did-not-open.open', run: () => void this.attempt(() => this.show(failed)) },
    });
  }

  async create(): Promise<void> {
    const project = blankProject(this.projects.length + 1);
    await this.#keep(() => this.store.saveProject(project));
    await this.add(project);
  }

  /** Says what becomes of something that is being stored. */
  async #keep<T>(write: () => Promise<T>): Promise<T> {
    this.#keeping.value = 'saving';
    this.#numWriting += 1;
    const writing = write();
    this.#writing = Promise.allSettled([this.#writing, writing]);
    try {
      const written = await writing;
      this.#keeping.value = 'saved';
      return written;
    } catch (thrown) {
      this.#keeping.value = 'failed';
      throw thrown;
    } finally {
      this.#numWriting -= 1;
      this.#numWritten += 1;
    }
  }

  /** Opens a project, as it is by now. */
  async show({ id }: Pick<Project, 'id'>): Promise<void> {
    const { store } = this;
    const endOpening = beginOpening(id);
    const reading = Promise.all([store.project(id), store.pictures(id), store.versions(id)]);
    reading.catch(endOpening);
    const [project, pictures, versions] = await reading;
    rememberProject(id);
    // At once: no view sees the pictures of one project under the name of another.
    batch(() => {
      this.project = project;
      this.pictures = pictures;
      this.#takeVersions(versions);
      this.version = this.versions.find(({ id }) => id === project.chosenVersionId) ?? this.versions[0] ?? null;
    });
    this.#isHeld = false;
    this.history.clear();
    // Once everything has been drawn, which takes long where there is much.
    setTimeout(endOpening, OPEN_AFTER_MS);
  }

  async #readVersions(): Promise<void> {
    const { id } = this.project;
    const versions = await this.store.versions(id);
    if (this.project.id === id) this.#takeVersions(versions);
  }

  #takeVersions(stored: readonly ModelVersion[]): void {
    this.#namesInFiles = new Map(stored.map(({ id, classNames }) => [id, classNames]));
    this.versions = stored.map((version) => this.#named(version));
  }

  /** With the present names of its classes; those that are no more keep theirs. */
  #named(version: ModelVersion): ModelVersion {
    const now = new Map(this.project.classes.map(({ id, name }) => [id, name]));
    const inFile = this.#namesInFiles.get(version.id) ?? version.classNames;
    return { ...version, classNames: version.classIds.map((id, index) => now.get(id) ?? inFile[index] ?? '') };
  }

  /** The names in a version's file that are not those of now. */
  namesLeftBehind({ id, classNames }: ModelVersion): string[] {
    return (this.#namesInFiles.get(id) ?? []).filter((name, index) => name !== classNames[index]);
  }

  /** Takes over new names of classes, where that changes one. */
  #renameInVersions(): void {
    const renamed = this.versions.map((version) => this.#named(version));
    const isSame = renamed.every(
      ({ classNames }, index) => classNames.join('\0') === this.versions[index]?.classNames.join('\0'),
    );
    if (isSame) return;
    this.versions = renamed;
    this.version = renamed.find(({ id }) => id === this.version?.id) ?? null;
  }

  /** Adds a project that has just been stored, and opens it. */
  async add(project: Project): Promise<void> {
    this.projects = [project, ...this.projects.filter(({ id }) => id !== project.id)];
    await this.show(project);
  }

  /** Deletes the open project; for a while it can be brought back. */
  async remove(): Promise<void> {
    const removed = this.project;
    await this.#keep(() => this.store.changeProject(removed.id, (now) => ({ ...now, deletedAt: Date.now() })));
    await this.#leave(removed);
    const text = () => t('project.deleted', { name: removed.name });
    const undo = () => this.#bringBack(removed);
    // Whoever has it back is in it, with a history of its own; where that failed, nothing is to be deleted.
    this.history.keep({ text, undo, redo: () => Promise.resolve() });
    // Not by the history, which ends when another project is opened.
    this.toast.show({ text, action: { label: 'collect.undo', run: () => void this.attempt(undo) } });
  }

  /** Goes on with another project than one that has been deleted. */
  async #leave(removed: Project): Promise<void> {
    this.projects = this.projects.filter(({ id }) => id !== removed.id);
    const next = this.projects[0];
    if (next) await this.show(next);
    else await this.create();
  }

  async #bringBack({ id }: Project): Promise<void> {
    const back = (now: Project) => ({ ...now, deletedAt: undefined });
    await this.add(await this.#keep(() => this.store.changeProject(id, back)));
  }

  /**
   * Changes what is stored of a project, which need not be the open one any more. `change` is applied to what is shown
   * at once, and to what is stored by then: it must do the same each time, and touch nothing else.
   */
  async change(projectId: string, change: (now: Project) => Project): Promise<void> {
    if (projectId === this.project.id) this.#take(change(this.project));
    const changed = await this.#keep(() => this.store.changeProject(projectId, change));
    // What follows has been shown already, and is not in this one.
    if (projectId !== this.project.id || this.#numWriting === 0) this.#take(changed);
  }

  /** Stores a few facts of a project. */
  remember(
    projectId: string,
    facts: Pick<Partial<Project>, 'name' | 'training' | 'begunRun' | 'chosenVersionId' | 'example'>,
  ): Promise<void> {
    return this.change(projectId, (now) => ({ ...now, ...facts }));
  }

  changeClasses(projectId: string, change: (now: ProjectClass[]) => ProjectClass[]): Promise<void> {
    return this.change(projectId, (now) => ({ ...now, classes: change(now.classes) }));
  }

  /** Remembers that a version was published. */
  recordPublication(projectId: string, publication: PublicationRecord): Promise<void> {
    if (projectId === this.project.id) this.#isHeld = true;
    return this.change(projectId, (now) => ({ ...now, publications: [...(now.publications ?? []), publication] }));
  }

  /** Shows what is known of a project by now. */
  #take(changed: Project): void {
    batch(() => {
      this.projects = this.projects.map((known) => (known.id === changed.id ? changed : known));
      if (changed.id !== this.project.id) return;
      this.project = withKnownParts(changed, this.project);
      this.#renameInVersions();
    });
  }

  /** Takes over what other tabs have changed. */
  async takeOver(news: readonly News[]): Promise<void> {
    const { id } = this.project;
    const isChanged = (what: News['changed']) =>
      this.project.id === id && news.some(({ projectId, changed }) => projectId === id && changed === what);
    if (news.some(({ changed }) => changed === 'project')) await this.#takeOverProjects();
    if (isChanged('pictures')) await this.refreshPictures();
    if (isChanged('versions')) await this.#takeOverVersions();
  }

  async #takeOverProjects(): Promise<void> {
    const open = this.project;
    const written = this.#numWritten;
    const all = await this.store.projects();
    if (this.project.id !== open.id) return this.#takeOverProjects();
    const now = all.find(({ id }) => id === open.id);
    this.projects = all.filter(({ deletedAt }) => !deletedAt);
    if (!now || now.deletedAt) return this.#followDeletion(open);
    const isOlder = this.#numWriting > 0 || written !== this.#numWritten;
    if (!isOlder) return this.#take(now);
    // What this tab was writing itself is not in what was read, which may not be in what it wrote either.
    this.#take(this.project);
    await this.#writing;
    return this.#takeOverProjects();
  }

  /** Leaves a project that another tab has deleted, and offers the way back. */
  async #followDeletion(removed: Project): Promise<void> {
    await this.#leave(removed);
    this.toast.show({
      text: () => t('project.deleted.elsewhere', { name: removed.name }),
      action: { label: 'collect.undo', run: () => void this.attempt(() => this.#bringBack(removed)) },
    });
  }

  /** What somebody works with stays; else it is what would be seen if the project were opened now. */
  async #takeOverVersions(): Promise<void> {
    await this.#readVersions();
    const byId = (wanted?: string) => this.versions.find(({ id }) => id === wanted);
    const held = this.#isHeld ? this.version?.id : undefined;
    this.version = byId(held) ?? byId(this.project.chosenVersionId) ?? this.versions[0] ?? null;
  }

  async refreshPictures(): Promise<void> {
    const { id } = this.project;
    const pictures = await this.store.pictures(id);
    if (this.project.id === id) this.pictures = pictures;
  }

  /** Shows pictures that have just been stored, without reading all the others once more. */
  showAdded(added: readonly PictureRecord[]): void {
    const known = new Set(this.pictures.map(({ id }) => id));
    const fresh = added.filter(({ id, projectId }) => projectId === this.project.id && !known.has(id));
    if (fresh.length === 0) return;
    this.pictures = [...this.pictures, ...fresh];
  }

  choose(version: ModelVersion): void {
    this.version = version;
    this.#isHeld = true;
    void this.attempt(() => this.remember(this.project.id, { chosenVersionId: version.id }));
  }

  /** Forgets the chosen version: from here on the newest one is seen, also the next time the project is opened. */
  async forgetChosen(projectId: string): Promise<void> {
    const known = this.projects.find(({ id }) => id === projectId);
    if (known?.chosenVersionId) await this.remember(projectId, { chosenVersionId: undefined });
  }

  /** Releases the version: until one is chosen or published, a new one may take its place. */
  releaseVersion(): void {
    this.#isHeld = false;
  }

  /** Shows the newest version. */
  async refreshVersions(): Promise<void> {
    await this.#readVersions();
    this.version = this.versions[0] ?? null;
    await this.forgetChosen(this.project.id);
  }

  /** Shows what a run has brought, unless somebody works with another version meanwhile; says whether. */
  async showTrained(trained: ModelVersion): Promise<boolean> {
    const held = this.#isHeld ? this.version?.id : undefined;
    await this.#readVersions();
    const kept = this.versions.find(({ id }) => id === held);
    this.version = kept ?? this.versions[0] ?? null;
    const isShown = this.version?.id === trained.id;
    if (!kept) await this.forgetChosen(this.project.id);
    return isShown;
  }

  /** Keeps what was found out about a version. */
  async updateVersion(id: string, change: Pick<ModelVersion, 'crossValidation'>): Promise<void> {
    await this.store.updateVersion(id, change);
    this.versions = this.versions.map((known) => (known.id === id ? { ...known, ...change } : known));
    this.version = this.versions.find((known) => known.id === this.version?.id) ?? null;
  }

  /**
   * Runs `work` and says whether it came to its end. What goes wrong is said in a sentence. Work that was given up is
   * no failure: `onCancelled` says what became of it, and without one nothing is said.
   */
  async attempt(work: () => Promise<void>, onCancelled?: MessageKey): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      if (!isCancelled(thrown)) this.toast.show(failureNotice(toCodedError(thrown), this.toast));
      else if (onCancelled) this.toast.show({ text: () => t(onCancelled) });
      return false;
    }
  }
}

export function blankClass(number: number) {
  return { id: newId(), name: t('collect.class.default', { number }), isEnabled: true };
}

function blankProject(number: number): Project {
  return {
    id: newId(),
    name: t('project.untitled', { number }),
    createdAt: Date.now(),
    classes: [blankClass(1), blankClass(2)],
  };
}
