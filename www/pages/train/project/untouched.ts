/** A project that the page has made by itself, and that nobody has put anything into. */
import { t } from '../../../shared/i18n/index.js';
import type { Project, Store } from '../../../storage/index.js';

/** Whether nothing is lost with `project`: it has no picture, no version, and the names that it came with. */
export async function isUntouched(store: Store, project: Project): Promise<boolean> {
  const hasOwnNames =
    project.name !== t('project.untitled', { number: numberIn(project.name) }) ||
    project.classes.some(({ name }, position) => name !== t('collect.class.default', { number: position + 1 }));
  if (hasOwnNames) return false;
  const [pictures, versions] = await Promise.all([store.pictures(project.id), store.versions(project.id)]);
  return pictures.length === 0 && versions.length === 0;
}

function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}
