/** Pictures and their classes, which are stored apart: a picture is never without its own. */
import { CodedError } from '../shared/errors.js';
import { tell } from './news.js';
import type { PictureRecord, Project } from './types.js';

/** No picture is stored under a class that another tab has deleted: nobody would see it again. */
export async function demandClasses(
  records: readonly PictureRecord[],
  read: (projectId: string) => Promise<Project | undefined>,
): Promise<void> {
  for (const projectId of new Set(records.map((record) => record.projectId))) {
    const known = new Set((await read(projectId))?.classes.map(({ id }) => id));
    const lost = records.find((record) => record.projectId === projectId && !known.has(record.classId));
    if (lost) throw new CodedError('class.gone', `class ${lost.classId} is not in storage`);
  }
}

export function tellOfPictures(records: readonly PictureRecord[]): void {
  for (const projectId of new Set(records.map((record) => record.projectId))) tell(projectId, 'pictures');
}
