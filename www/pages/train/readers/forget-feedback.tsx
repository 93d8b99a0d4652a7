/** All that readers said about this project, deleted; it can be undone. */
import { t } from '../../../shared/i18n/index.js';
import type { StoredFeedback } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';

export function ForgetFeedback({ onChange }: { onChange: () => Promise<void> }) {
  const session = useSession();
  const forget = () =>
    session.attempt(async () => {
      const { store, history, project } = session;
      let removed: StoredFeedback[] = [];
      const redo = async () => {
        removed = await store.readers.remove(project.id);
        await onChange();
      };
      const undo = async () => {
        await store.readers.add(removed);
        await onChange();
      };
      await redo();
      history.add({ text: () => t('readers.forgotten', { count: removed.length }), undo, redo });
    });
  return (
    <button type="button" class="text-button" data-testid="readers-forget" onClick={() => void forget()}>
      {t('readers.forget')}
    </button>
  );
}
