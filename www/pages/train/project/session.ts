/** The open project, and what the views share. */
import { batch, signal, type ReadonlySignal } from '@preact/signals';
import { TrainingRun, type ProjectWorker, type TrainingProgress } from '../../../engine/index.js';
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
import { lastProjectId, rememberProject } from '../../shell/last-project.js';
import type { Toast } from '../../shell/toast.js';
import { History } from './history.js';
import { ProjectFiles } from './project-files.js';
import { ThumbnailCache } from './thumbnail-cache.js';
import { newId } from '../../../shared/ids.js';

const KEEP_DELETED_MS = 15 * 60_000;

type Keeping = 'saving' | 'saved' | 'failed';

/**
 * What its getters give lies in signals: a view that reads one of them while it is drawn is drawn anew when that
 * changes. Dispatches `project` when another one is opened, `pictures` and `versions` when those of it change.
 */
export class Session extends EventTarget {
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
  /** The names of the classes in the files of the open project's versions. */
  #namesInFiles = new Map<string, string[]>();

  constructor(store: Store, worker: ProjectWorker, toast: Toast, announcer: Announcer) {
    super();
    this.store = store;
    this.worker = worker;
    this.run = new TrainingRun(worker);
    this.toast = toast;
    this.announcer = announcer;
    this.history = new History(toast, (work) => void this.attempt(work));
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
      const last = lastProjectId();
      const known = this.projects.find(({ id }) => id === last) ?? this.projects[0];
      if (known) await this.show(known);
      else await this.create();
    });
  }

  async create(): Promise<void> {
    const project = blankProject(this.projects.length + 1);
    await this.#save(project);
    await this.add(project);
  }

  async #save(project: Project): Promise<void> {
    this.#keeping.value = 'saving';
    try {
      await this.store.saveProject(project);
      this.#keeping.value = 'saved';
    } catch (thrown) {
      this.#keeping.value = 'failed';
      throw thrown;
    }
  }

  async show(project: Project): Promise<void> {
    const [pictures, versions] = await Promise.all([this.store.pictures(project.id), this.store.versions(project.id)]);
    rememberProject(project.id);
    // At once: no view sees the pictures of one project under the name of another.
    batch(() => {
      this.project = project;
      this.pictures = pictures;
      this.#takeVersions(versions);
      this.version = this.versions.find(({ id }) => id === project.chosenVersionId) ?? this.versions[0] ?? null;
    });
    this.#isHeld = false;
    this.history.clear();
    this.dispatchEvent(new Event('project'));
  }

  async #readVersions(): Promise<void> {
    this.#takeVersions(await this.store.versions(this.project.id));
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

  /** Takes over new names of classes; whoever shows versions is told only where that changes one. */
  #renameInVersions(): void {
    const renamed = this.versions.map((version) => this.#named(version));
    const isSame = renamed.every(
      ({ classNames }, index) => classNames.join('\0') === this.versions[index]?.classNames.join('\0'),
    );
    if (isSame) return;
    this.versions = renamed;
    this.version = renamed.find(({ id }) => id === this.version?.id) ?? null;
    this.dispatchEvent(new Event('versions'));
  }

  /** Adds a project that has just been stored, and opens it. */
  async add(project: Project): Promise<void> {
    this.projects = [project, ...this.projects.filter(({ id }) => id !== project.id)];
    await this.show(project);
  }

  /** Deletes the open project; for a while it can be brought back. */
  async remove(): Promise<void> {
    const removed = this.project;
    await this.#save({ ...removed, deletedAt: Date.now() });
    this.projects = this.projects.filter(({ id }) => id !== removed.id);
    const next = this.projects[0];
    if (next) await this.show(next);
    else await this.create();
    const bringBack = async () => {
      await this.#save(removed);
      await this.add(removed);
    };
    this.toast.show({
      text: () => t('project.deleted', { name: removed.name }),
      action: { label: 'collect.undo', run: () => void this.attempt(bringBack) },
    });
  }

  /** Stores a change of the project itself. */
  async update(change: Partial<Project>): Promise<void> {
    this.project = { ...this.project, ...change };
    this.projects = this.projects.map((known) => (known.id === this.project.id ? this.project : known));
    await this.#save(this.project);
    this.dispatchEvent(new Event('pictures'));
    if (change.classes) this.#renameInVersions();
  }

  /** Stores what nobody sees at once, of a project that need not be the open one any more. */
  async remember(
    projectId: string,
    change: Pick<Partial<Project>, 'training' | 'begunRun' | 'chosenVersionId' | 'publication'>,
  ): Promise<void> {
    const isOpen = projectId === this.project.id;
    const changed = { ...(isOpen ? this.project : await this.store.project(projectId)), ...change };
    if (isOpen) this.project = changed;
    this.projects = this.projects.map((known) => (known.id === projectId ? changed : known));
    await this.#save(changed);
  }

  /** Changes the classes of a project that need not be the open one any more. */
  async changeClasses(projectId: string, change: (now: ProjectClass[]) => ProjectClass[]): Promise<void> {
    if (projectId === this.project.id) return this.update({ classes: change(this.project.classes) });
    const other = await this.store.project(projectId);
    const changed = { ...other, classes: change(other.classes) };
    await this.#save(changed);
    this.projects = this.projects.map((known) => (known.id === projectId ? changed : known));
  }

  /** Takes over what another page of this device has added to a project. */
  async takeOver(projectId: string): Promise<void> {
    const changed = await this.store.project(projectId);
    this.projects = [changed, ...this.projects.filter(({ id }) => id !== projectId)].sort(
      (a, b) => b.createdAt - a.createdAt,
    );
    if (projectId !== this.project.id) return;
    this.project = changed;
    await this.refreshPictures();
  }

  /** Remembers that a version was published, in a project that need not be the open one any more. */
  async recordPublication(projectId: string, publication: PublicationRecord): Promise<void> {
    const added = ({ publications = [] }: Project) => ({ publications: [...publications, publication] });
    if (projectId === this.project.id) {
      this.#isHeld = true;
      return this.update(added(this.project));
    }
    const other = await this.store.project(projectId);
    const changed = { ...other, ...added(other) };
    await this.#save(changed);
    this.projects = this.projects.map((known) => (known.id === projectId ? changed : known));
  }

  async refreshPictures(): Promise<void> {
    this.pictures = await this.store.pictures(this.project.id);
    this.dispatchEvent(new Event('pictures'));
  }

  /** Shows pictures that have just been stored, without reading all the others once more. */
  showAdded(added: readonly PictureRecord[]): void {
    const known = new Set(this.pictures.map(({ id }) => id));
    const fresh = added.filter(({ id, projectId }) => projectId === this.project.id && !known.has(id));
    if (fresh.length === 0) return;
    this.pictures = [...this.pictures, ...fresh];
    this.dispatchEvent(new Event('pictures'));
  }

  choose(version: ModelVersion): void {
    this.version = version;
    this.#isHeld = true;
    this.dispatchEvent(new Event('versions'));
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
    this.dispatchEvent(new Event('versions'));
    await this.forgetChosen(this.project.id);
  }

  /** Shows what a run has brought, unless somebody works with another version meanwhile; says whether. */
  async showTrained(trained: ModelVersion): Promise<boolean> {
    const held = this.#isHeld ? this.version?.id : undefined;
    await this.#readVersions();
    const kept = this.versions.find(({ id }) => id === held);
    this.version = kept ?? this.versions[0] ?? null;
    const isShown = this.version?.id === trained.id;
    this.dispatchEvent(new Event('versions'));
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
