/** Readers' pictures leave the tray: into a class of the project, or away. */
import type { ReviewedPicture } from '../../storage/index.js';
import { recordOf } from '../intake/record.js';
import type { TrayDecision } from '../service.js';
import { store } from '../state.js';

/** Hands back what was reviewed, for it to be put back. A picture that another tab has reviewed is passed over. */
export function reviewTray(decisions: readonly TrayDecision[]): Promise<ReviewedPicture[]> {
  const classOf = new Map(decisions.map(({ feedbackId, classId }) => [feedbackId, classId]));
  return store.readers.review([...classOf.keys()], ({ id, projectId, day }, picture) => {
    const classId = classOf.get(id) ?? null;
    if (classId === null) return null;
    return recordOf({ projectId, classId, name: `reader-${day}.jpg`, origin: 'reader' }, picture);
  });
}
