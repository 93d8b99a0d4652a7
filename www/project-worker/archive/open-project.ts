/**
 * A project out of a zip: one that Kiln saved, or that people have unpacked and packed again. What is missing or cannot
 * be read is left out and named; the rest opens.
 */
import { checkedProject, PROJECT_FORMAT, type ProjectFile } from '../../storage/checked.js';
import type { ModelVersion, Project, ProjectClass } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { codeOf, CodedError, toCodedError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import { openFeedback, openPublications } from '../feedback/project-part.js';
import { inspect } from '../intake/inspect.js';
import { storePicture } from '../intake/record.js';
import type { GivenFile, LeftOut, OpenedProject } from '../service.js';
import { store } from '../state.js';
import { readModel } from './model-files.js';
import { nameOf, treeOf, type FileTree } from './file-tree.js';
import { PROJECT_ENTRY } from './save-project.js';
import { ZipReader } from './zip-reader.js';

/** Nothing else belongs to a project, whatever it says. */
const OF_A_PROJECT = /^(samples|models|readers)\//;

/** Stores what a zip or a folder holds as a new project, seen once all of it is stored. Given up, nothing is kept. */
export async function openProject(given: Blob | readonly GivenFile[], job: Job): Promise<OpenedProject> {
  const isZip = given instanceof Blob;
  const tree = isZip ? await ZipReader.open(given, given instanceof File ? given.name : 'zip') : treeOf(given);
  return new Opening(tree, job).open();
}

/** Whether there is a project of Kiln's among the files, at any depth: other programs have files of that name too. */
export async function holdsProject(tree: FileTree): Promise<boolean> {
  const entry = projectEntry(tree);
  if (entry === undefined) return false;
  try {
    const described: unknown = JSON.parse((await (await tree.read(entry))?.text()) ?? '');
    return (described as { format?: unknown } | null)?.format === PROJECT_FORMAT;
  } catch {
    // Unreadable or no JSON: none.
    return false;
  }
}

/** The one with the fewest folders above it: packed again, a project lies in the folder that it was unpacked to. */
function projectEntry({ paths }: FileTree): string | undefined {
  const found = paths.filter((path) => path === PROJECT_ENTRY || path.endsWith(`/${PROJECT_ENTRY}`));
  return found.sort((a, b) => a.split('/').length - b.split('/').length)[0];
}

class Opening {
  readonly #tree: FileTree;
  readonly #job: Job;
  readonly #projectId = newId();
  readonly #leftOut: LeftOut[] = [];
  #folder = '';

  constructor(tree: FileTree, job: Job) {
    this.#tree = tree;
    this.#job = job;
  }

  async open(): Promise<OpenedProject> {
    const entry = projectEntry(this.#tree);
    if (entry === undefined) throw new CodedError('project.none', 'the zip has no project.json');
    this.#folder = entry.slice(0, entry.length - PROJECT_ENTRY.length);
    const described = parse(await (await this.#tree.read(entry))?.text());
    const classes: ProjectClass[] = described.classes.map((known) => ({ ...known, id: newId() }));
    const project: Project = { id: this.#projectId, name: described.name, createdAt: Date.now(), classes };
    // A project that is marked as deleted until it is whole: should the tab be closed, it is cleared away.
    await store.saveProject({ ...project, deletedAt: Date.now() });
    try {
      const pictureIds = await this.#takePictures(described, classes);
      const versions = await this.#takeVersions(described, classes, pictureIds);
      await openFeedback(described, { projectId: this.#projectId, versions, pictureIds }, async (path) => {
        const picture = await this.#attempt(nameOf(path), () => this.#read(path));
        const inspected = picture && (await this.#attempt(nameOf(path), () => inspect(picture)));
        return picture && inspected && { picture, ...inspected };
      });
      const chosenVersionId = versions.find(({ number }) => number === described.chosenVersion)?.id;
      const { training, publication } = described;
      const publications = openPublications(described, versions);
      const whole: Project = { ...project, publications, chosenVersionId };
      if (training) whole.training = training;
      if (publication) whole.publication = publication;
      await store.saveProject(whole);
      return { project: whole, leftOut: this.#leftOut };
    } catch (error) {
      await store.removeProject(this.#projectId);
      throw error;
    }
  }

  /** The ids of the pictures, in the order of the file; empty for those that are left out. */
  async #takePictures({ pictures }: ProjectFile, classes: readonly ProjectClass[]): Promise<string[]> {
    const ids: string[] = [];
    for (const [index, { file: path, class: position, ...known }] of pictures.entries()) {
      await checkIn(this.#job.signal);
      // Another tab clears away what has been marked as deleted for long: this one is still being filled.
      if (index % 100 === 99) await store.changeProject(this.#projectId, (now) => ({ ...now, deletedAt: Date.now() }));
      const classId = classes[position]?.id;
      const stored = await this.#attempt(known.name, async () => {
        if (!classId) throw new CodedError('project.missing', `${path} is of no class`, { file: path });
        return storePicture(await this.#read(path), { projectId: this.#projectId, classId, ...known });
      });
      ids.push(stored?.id ?? '');
      this.#job.onProgress(index + 1, pictures.length);
    }
    return ids;
  }

  async #takeVersions(
    { versions }: ProjectFile,
    classes: readonly ProjectClass[],
    pictureIds: readonly string[],
  ): Promise<ModelVersion[]> {
    const taken: ModelVersion[] = [];
    for (const { file: path, classes: positions, predictions, ...known } of versions) {
      const version = await this.#attempt(nameOf(path), async () => {
        const model = await this.#read(path);
        const read = await readModel(model, nameOf(path));
        const size = read.classNames.length;
        const fits = predictions.every((p) => p.truth < size && p.probabilities.length === size);
        const whole: ModelVersion = {
          ...read,
          ...known,
          id: newId(),
          projectId: this.#projectId,
          classIds: read.classNames.map((_, index) => classes[positions[index] ?? -1]?.id ?? ''),
          predictions: (fits ? predictions : []).map(({ picture, ...p }) => ({
            ...p,
            pictureId: pictureIds[picture] ?? '',
          })),
        };
        await store.saveVersion(whole, model);
        return whole;
      });
      if (version) taken.push(version);
    }
    return taken;
  }

  async #read(path: string): Promise<Blob> {
    const isModel = path.startsWith('models/');
    try {
      const file = OF_A_PROJECT.test(path) ? await this.#tree.read(this.#folder + path) : null;
      if (file) return file;
    } catch (error) {
      // The zip has been opened, so it is this entry that is damaged.
      if (codeOf(error) !== 'archive.damaged') throw error;
      throw new CodedError(isModel ? 'model-file.damaged' : 'picture.damaged', String(error), { reason: path });
    }
    throw new CodedError('project.missing', `${path} is missing`, { file: path });
  }

  /** What one part of the project gives; null where it is left out. Full storage ends the whole. */
  async #attempt<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (thrown) {
      const { code, message, detail } = toCodedError(thrown);
      if (/^(storage|class\.gone|engine|cancelled|backbone)/.test(code)) throw thrown;
      this.#leftOut.push({ name, error: { code, message, detail } });
      return null;
    }
  }
}

function parse(text = ''): ProjectFile {
  const damaged = (reason: string) => new CodedError('project.damaged', reason, { file: PROJECT_ENTRY });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // No JSON.
    throw damaged(String(error));
  }
  const project = checkedProject(value);
  if (!project) throw damaged('it is not a project of this format');
  return project;
}
