/** The names of projects, as they are chosen from. */
import { t } from '../../../shared/i18n/index.js';
import type { Project } from '../../../storage/index.js';

/**
 * One for each project, in the same order. Of those that are called alike the oldest has the bare name, the others are
 * numbered in the order in which they were made or opened.
 */
export function projectNames(projects: readonly Pick<Project, 'name' | 'createdAt'>[]): string[] {
  return projects.map(({ name, createdAt }, position) => {
    const isBefore = (other: Pick<Project, 'name' | 'createdAt'>, at: number): boolean =>
      other.name === name && (other.createdAt < createdAt || (other.createdAt === createdAt && at > position));
    const numBefore = projects.filter(isBefore).length;
    return numBefore === 0 ? name : t('project.numbered', { name, number: numBefore + 1 });
  });
}
