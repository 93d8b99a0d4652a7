/** Says what works offline from now on: all of it, or classifying alone; or, once, what a page without https lacks. */
import { isTrainingStored } from '../../engine/index.js';
import { languageEvents, t } from '../../shared/i18n/index.js';

/** Shows the note by what it returns, once the service worker keeps the page. */
export function mountOfflineNote(note: HTMLElement): () => void {
  let canTrain = false;
  const render = (): void => {
    note.textContent = !isSecureContext
      ? t('offline.insecure')
      : t(canTrain ? 'offline.ready.training' : 'offline.ready');
  };
  const look = async (): Promise<void> => {
    canTrain = await isTrainingStored();
    render();
    note.hidden = false;
  };
  languageEvents.addEventListener('languagechange', render);
  if (!isSecureContext) {
    render();
    note.hidden = false;
  }
  // The training page may have been opened beside this one.
  document.addEventListener('visibilitychange', () => {
    if (isSecureContext && !note.hidden && !document.hidden) void look();
  });
  return () => void look();
}
