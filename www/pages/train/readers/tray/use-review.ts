/** Accepting pictures into classes and rejecting them; both can be undone and done again. */
import { t } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';

/** `classOf` gives the class that a picture goes into; those without one are rejected. */
export type Review = (feedbackIds: readonly string[], classOf: (feedbackId: string) => string | null) => Promise<void>;

export function useReview(onChange: () => Promise<void>): Review {
  const session = useSession();
  return async (feedbackIds, classOf) => {
    const decisions = feedbackIds.map((feedbackId) => ({ feedbackId, classId: classOf(feedbackId) }));
    const isAccepted = decisions.some(({ classId }) => classId !== null);
    await session.attempt(async () => {
      const changed = async () => {
        await session.refreshPictures();
        await onChange();
      };
      let reviewed = await session.worker.reviewTray(decisions);
      await changed();
      session.history.add({
        text: () => t(isAccepted ? 'readers.tray.accepted' : 'readers.tray.rejected', { count: reviewed.length }),
        undo: async () => {
          await session.store.readers.putBack(reviewed);
          await changed();
        },
        redo: async () => {
          reviewed = await session.worker.reviewTray(decisions);
          await changed();
        },
      });
    });
  };
}
