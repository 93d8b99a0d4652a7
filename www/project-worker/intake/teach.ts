/** A picture that another page gives to a project: with a name, which becomes a class where there is none of it. */
import { comparedName } from '../../shared/class-name.js';
import { toCodedError } from '../../shared/errors.js';
import type { Project } from '../../storage/index.js';
import type { Lesson, Taught, TeachableProject } from '../service.js';
import { store } from '../state.js';
import { inMemory } from './inspect.js';
import { storePicture } from './record.js';
import { newId } from '../../shared/ids.js';

/** Pages of this device that show a project hear here, by its id, that something has been added to it. */
const news = new BroadcastChannel('kiln.taught');

/** The projects that can be added to, the newest first. */
export async function teachableProjects(): Promise<TeachableProject[]> {
  const projects = await store.projects();
  return projects
    .filter(({ deletedAt }) => !deletedAt)
    .map(({ id, name, classes }) => ({ id, name, classNames: classes.map((known) => known.name) }));
}

/** Stores the picture. Rejects, and changes nothing, where it is none that can be learnt from. */
export async function teach({ projectId, newProjectName, className, picture, name }: Lesson): Promise<Taught> {
  const file = await inMemory(picture);
  const project = projectId === null ? blank(newProjectName) : await store.project(projectId);
  const known = project.classes.find((kind) => comparedName(kind.name) === comparedName(className));
  const kind = known ?? { id: newId(), name: className.trim(), isEnabled: true };
  const record = await storePicture(file, { projectId: project.id, classId: kind.id, name });
  try {
    if (!known) await store.saveProject({ ...project, classes: [...project.classes, kind] });
  } catch (thrown) {
    // A picture of no class would be seen nowhere.
    await store.removePictures([record.id]);
    throw toCodedError(thrown);
  }
  news.postMessage(project.id);
  const pictures = await store.pictures(project.id);
  const count = pictures.filter(({ classId }) => classId === kind.id).length;
  return { projectId: project.id, projectName: project.name, className: kind.name, count };
}

function blank(name: string): Project {
  return { id: newId(), name, createdAt: Date.now(), classes: [] };
}
