/** A picture that another page gives to a project: with a name, which becomes a class where there is none of it. */
import { comparedName } from '../../shared/class-name.js';
import { toCodedError } from '../../shared/errors.js';
import type { Project } from '../../storage/index.js';
import type { Lesson, Taught, TeachableProject } from '../service.js';
import { store } from '../state.js';
import { inMemory } from './inspect.js';
import { storePicture } from './record.js';
import { newId } from '../../shared/ids.js';

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
  const wanted = className.trim();
  const project = projectId === null ? blank(newProjectName) : await store.project(projectId);
  if (projectId === null) await store.saveProject(project);
  const made = { id: newId(), name: wanted, isEnabled: true };
  const of = ({ classes }: Project) => classes.find(({ name: known }) => comparedName(known) === comparedName(wanted));
  // The class first: no picture is ever without one.
  const { classes } = await store.changeProject(project.id, (now) =>
    of(now) ? now : { ...now, classes: [...now.classes, made] },
  );
  const kind = classes.find(({ id }) => id === made.id) ?? of({ ...project, classes }) ?? made;
  try {
    await storePicture(file, { projectId: project.id, classId: kind.id, name });
  } catch (thrown) {
    if (projectId === null) await store.removeProject(project.id);
    else await store.changeProject(projectId, (now) => without(now, made.id));
    throw toCodedError(thrown);
  }
  const pictures = await store.pictures(project.id);
  const count = pictures.filter(({ classId }) => classId === kind.id).length;
  return { projectId: project.id, projectName: project.name, className: kind.name, count };
}

function without(project: Project, classId: string): Project {
  return { ...project, classes: project.classes.filter(({ id }) => id !== classId) };
}

function blank(name: string): Project {
  return { id: newId(), name, createdAt: Date.now(), classes: [] };
}
