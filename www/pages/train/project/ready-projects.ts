/** Projects to start from, fetched when somebody wants one. */
import { CodedError } from '../../../shared/errors.js';
import { t } from '../../../shared/i18n/index.js';
import type { Project } from '../../../storage/index.js';

export const READY_PROJECTS = ['flowers', 'doodles', 'lights', 'charts'] as const;
export type ReadyProject = (typeof READY_PROJECTS)[number];

export const isReadyProject = (id: string): id is ReadyProject => READY_PROJECTS.some((known) => known === id);

/** What a ready project and its classes are called in the language in use; in its file they have English names. */
export function inOwnWords(id: ReadyProject, project: Project): Project {
  const names = classNamesOf(id);
  const classes = project.classes.map((own, position) => ({ ...own, name: names[position] ?? own.name }));
  return { ...project, name: t(`project.ready.${id}.name`), classes, example: id };
}

/** The names of the classes, in the order of those in the file. */
const CLASSES = {
  flowers: ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'],
  doodles: ['cat', 'not-cat'],
  lights: ['red', 'green', 'yellow'],
  charts: ['double-top', 'double-bottom', 'head-and-shoulders', 'rising-triangle', 'random-walk'],
} as const;

const classNamesOf = (id: ReadyProject): string[] => CLASSES[id].map((name) => t(`project.ready.class.${name}`));

export async function fetchReadyProject(id: ReadyProject): Promise<Blob> {
  let status = 0;
  try {
    const response = await fetch(new URL(`projects/${id}.zip`, document.baseURI));
    if (response.ok) return await response.blob();
    status = response.status;
  } catch {
    // `fetch` fails where there is no network, and says no more. It is said below.
  }
  throw new CodedError('project.download-failed', `the server answered ${status}`, { status });
}
