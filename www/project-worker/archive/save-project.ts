/** A project as a zip: `project.json`, `samples/<class>/…`, `models/…`. Other programs can open all of it. */
import { PROJECT_FORMAT, type ProjectFile } from '../../storage/checked.js';
import type { ModelVersion, PictureRecord, Project, PublicationSettings } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { codeOf } from '../../shared/errors.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import { safe, unique } from './entry-names.js';
import { feedbackOf, publicationsOf } from '../feedback/project-part.js';
import { store } from '../state.js';
import { ZipWriter } from './zip-writer.js';

export const PROJECT_ENTRY = 'project.json';

/** The project with its pictures and models as a zip. */
export async function saveProject(projectId: string, { signal, onProgress }: Job): Promise<Blob> {
  const project = await store.project(projectId);
  const classIds = new Set(project.classes.map(({ id }) => id));
  // A tab that was closed in the middle of an import may have left pictures of a class that was never made.
  const known = (await store.pictures(projectId)).filter(({ classId }) => classIds.has(classId));
  const versions = await store.versions(projectId);
  const zip = new ZipWriter();
  const folders = unique(project.classes.map(({ name }) => name));
  const folderOf = new Map(project.classes.map(({ id }, index) => [id, folders[index] ?? '']));
  const entries = unique(
    known.map(({ classId, name }) => `samples/${folderOf.get(classId)}/${safe(name)}`),
    true,
  );
  const pictures: PictureRecord[] = [];
  const files: string[] = [];
  for (const [index, record] of known.entries()) {
    const picture = await pictureOf(record);
    if (picture) {
      const file = entries[index] ?? '';
      await zip.add(file, picture);
      pictures.push(record);
      files.push(file);
    }
    onProgress(index + 1, known.length);
    await checkIn(signal);
  }
  for (const { id, number } of versions) {
    await zip.add(modelEntry(number), await store.modelFile(id));
  }
  const described = describe(project, pictures, files, versions);
  const said = {
    publications: publicationsOf(project, versions),
    answers: await feedbackOf(project, pictures, versions, zip),
  };
  await zip.add(PROJECT_ENTRY, JSON.stringify({ ...described, ...said }, null, 1));
  return zip.finish();
}

/** The pixels of a picture; null where it has been removed since the list was read, in this tab or another. */
async function pictureOf({ id }: PictureRecord): Promise<Blob | null> {
  try {
    return (await store.pictureFiles(id)).picture;
  } catch (error) {
    if (codeOf(error) !== 'storage.not-found') throw error;
    return null;
  }
}

function describe(
  { name, classes, chosenVersionId, training, publication }: Project,
  pictures: PictureRecord[],
  files: string[],
  versions: ModelVersion[],
): ProjectFile {
  const classPosition = new Map(classes.map(({ id }, index) => [id, index]));
  const picturePosition = new Map(pictures.map(({ id }, index) => [id, index]));
  return {
    format: PROJECT_FORMAT,
    formatVersion: 1,
    name,
    classes: classes.map(({ name, isEnabled, colour, sense }) => ({ name, isEnabled, colour, sense })),
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
    training,
    publication: publication && withoutSamples(publication),
  };
}

/** The samples are named by ids that hold on this device alone; elsewhere others are proposed. */
function withoutSamples({ samplePictureIds: _, ...settings }: PublicationSettings) {
  return settings;
}

function modelEntry(number: number): string {
  return `models/version-${number}.safetensors`;
}
