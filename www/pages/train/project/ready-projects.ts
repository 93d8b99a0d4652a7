/** Projects to start from, fetched when somebody wants one. */
import { CodedError } from '../../../shared/errors.js';
import { t } from '../../../shared/i18n/index.js';
import type { Project } from '../../../storage/index.js';

export const READY_PROJECTS = ['flowers', 'doodles'] as const;
export type ReadyProject = (typeof READY_PROJECTS)[number];

/** What a ready project and its classes are called in the language in use; in its file they have English names. */
export function inOwnWords(id: ReadyProject, project: Project): Project {
  const names = classNamesOf(id);
  const classes = project.classes.map((own, position) => ({ ...own, name: names[position] ?? own.name }));
  return { ...project, name: t(`project.ready.${id}.name`), classes };
}

/** In the order of the classes in the file. */
function classNamesOf(id: ReadyProject): string[] {
  if (id === 'doodles') return [t('project.ready.class.cat'), t('project.ready.class.not-cat')];
  return [
    t('project.ready.class.daisy'),
    t('project.ready.class.dandelion'),
    t('project.ready.class.roses'),
    t('project.ready.class.sunflowers'),
    t('project.ready.class.tulips'),
  ];
}

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
