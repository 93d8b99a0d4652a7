/** A project as a zip: `project.json`, `samples/<class>/…`, `models/…`. Other programs can open all of it. */
import { strToU8 } from 'fflate';
import { checkedProject, type ProjectFile } from '../../storage/checked.js';
import type { ModelVersion, PictureRecord, Project, ProjectClass } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { CodedError } from '../../shared/errors.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import { storePicture } from '../intake/record.js';
import { safe, unique } from './entry-names.js';
import { readModel } from './model-files.js';
import { feedbackOf, openFeedback, openPublications, publicationsOf } from '../feedback/project-part.js';
import { store } from '../state.js';
import { ZipReader } from './zip-reader.js';
import { ZipWriter } from './zip-writer.js';

const PROJECT_ENTRY = 'project.json';

/** The project with its pictures and models as a zip. */
export async function saveProject(projectId: string, { signal, onProgress }: Job): Promise<Blob> {
  const project = await store.project(projectId);
  const classIds = new Set(project.classes.map(({ id }) => id));
  // A tab that was closed in the middle of an import may have left pictures of a class that was never made.
  const pictures = (await store.pictures(projectId)).filter(({ classId }) => classIds.has(classId));
  const versions = await store.versions(projectId);
  const zip = new ZipWriter();
  const folders = unique(project.classes.map(({ name }) => name));
  const folderOf = new Map(project.classes.map(({ id }, index) => [id, folders[index] ?? '']));
  const files = unique(
    pictures.map(({ classId, name }) => `samples/${folderOf.get(classId)}/${safe(name)}`),
    true,
  );
  for (const [index, { id }] of pictures.entries()) {
    const { picture } = await store.pictureFiles(id);
    zip.add(files[index] ?? '', new Uint8Array(await picture.arrayBuffer()));
    onProgress(index + 1, pictures.length);
    await checkIn(signal);
  }
  for (const { id, number } of versions) {
    zip.add(modelEntry(number), new Uint8Array(await (await store.modelFile(id)).arrayBuffer()));
  }
  const described = describe(project, pictures, files, versions);
  const said = {
    publications: publicationsOf(project, versions),
    answers: await feedbackOf(project, pictures, versions, zip),
  };
  zip.add(PROJECT_ENTRY, strToU8(JSON.stringify({ ...described, ...said }, null, 1)));
  return zip.finish();
}

function describe(
  { name, classes, chosenVersionId }: Project,
  pictures: PictureRecord[],
  files: string[],
  versions: ModelVersion[],
): ProjectFile {
  const classPosition = new Map(classes.map(({ id }, index) => [id, index]));
  const picturePosition = new Map(pictures.map(({ id }, index) => [id, index]));
  return {
    format: 'kiln-project',
    formatVersion: 1,
    name,
    classes: classes.map((known) => ({ name: known.name, isEnabled: known.isEnabled, colour: known.colour })),
    pictures: pictures.map(({ classId, addedAt, isTest, burst, origin, ...picture }, index) => ({
      file: files[index] ?? '',
      name: picture.name,
      class: classPosition.get(classId) ?? 0,
      addedAt,
      isTest,
      burst,
      origin,
    })),
    versions: versions.map(({ number, createdAt, durationMs, ending, classIds, predictions, test }) => ({
      file: modelEntry(number),
      number,
      createdAt,
      durationMs,
      ending,
      classes: classIds.map((id) => classPosition.get(id) ?? null),
      predictions: predictions.flatMap(({ pictureId, truth, probabilities }) => {
        const picture = picturePosition.get(pictureId);
        return picture === undefined ? [] : [{ picture, truth, probabilities }];
      }),
      test: test ?? null,
    })),
    chosenVersion: versions.find(({ id }) => id === chosenVersionId)?.number,
  };
}

/** Stores what the zip holds as a new project. It is seen once all of it is stored; given up, nothing of it is kept. */
export async function openProject(file: Blob, { signal, onProgress }: Job): Promise<Project> {
  const zip = await ZipReader.open(file, file instanceof File ? file.name : 'zip');
  const described = parse(await zip.read(PROJECT_ENTRY).then((entry) => entry?.text()));
  const classes: ProjectClass[] = described.classes.map((known) => ({ ...known, id: crypto.randomUUID() }));
  const projectId = crypto.randomUUID();
  const blobOf = async (path: string): Promise<Blob> => {
    // Nothing else belongs to a project, whatever it says.
    const entry = /^(samples|models|readers)\//.test(path) ? await zip.read(path) : null;
    if (!entry) throw new CodedError('project.damaged', `${path} is missing`, { file: path });
    return entry;
  };
  // A project that is marked as deleted until it is whole: should the tab be closed, it is cleared away.
  const project: Project = { id: projectId, name: described.name, createdAt: Date.now(), classes };
  await store.saveProject({ ...project, deletedAt: Date.now() });
  try {
    const pictureIds: string[] = [];
    for (const [index, known] of described.pictures.entries()) {
      await checkIn(signal);
      const { file: path, class: position, name, addedAt, isTest, burst, origin } = known;
      const picture = await blobOf(path);
      const classId = classes[position]?.id;
      if (!classId) throw new CodedError('project.damaged', `${path} is of no class`, { file: path });
      const { id } = await storePicture(picture, { projectId, classId, name, addedAt, isTest, burst, origin });
      pictureIds.push(id);
      onProgress(index + 1, described.pictures.length);
    }
    const versions: ModelVersion[] = [];
    for (const { file: path, classes: positions, predictions, ...known } of described.versions) {
      const model = await blobOf(path);
      const read = await readModel(model, path);
      const size = read.classNames.length;
      const fits = predictions.every((p) => p.truth < size && p.probabilities.length === size);
      const version: ModelVersion = {
        ...read,
        ...known,
        id: crypto.randomUUID(),
        projectId,
        classIds: read.classNames.map((_, index) => classes[positions[index] ?? -1]?.id ?? ''),
        predictions: fits
          ? predictions.map(({ picture, ...p }) => ({ ...p, pictureId: pictureIds[picture] ?? '' }))
          : [],
      };
      await store.saveVersion(version, model);
      versions.push(version);
    }
    await openFeedback(described, { projectId, versions, pictureIds }, blobOf);
    const chosenVersionId = versions.find(({ number }) => number === described.chosenVersion)?.id;
    const whole = { ...project, publications: openPublications(described, versions), chosenVersionId };
    await store.saveProject(whole);
    return whole;
  } catch (error) {
    await store.removeProject(projectId);
    throw error;
  }
}

function parse(text: string | undefined): ProjectFile {
  const damaged = (reason: string) => new CodedError('project.damaged', reason, { file: PROJECT_ENTRY });
  if (text === undefined) throw new CodedError('project.none', 'the zip has no project.json');
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

function modelEntry(number: number): string {
  return `models/version-${number}.safetensors`;
}
