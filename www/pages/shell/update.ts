/// <reference types="vite-plugin-pwa/client" />
/** Registers the service worker, offers a new version when there is one, and says when offline use works. */
import { registerSW } from 'virtual:pwa-register';
import { byId } from '../../shared/dom.js';

export function mountUpdates(): void {
  const bar = byId('update-bar', HTMLElement);
  const offlineNote = byId('offline-note', HTMLElement);
  const update = registerSW({
    onNeedRefresh: () => {
      bar.hidden = false;
    },
    onOfflineReady: () => {
      offlineNote.hidden = false;
    },
  });
  // The new worker takes over and the page loads again with it.
  byId('update-reload', HTMLButtonElement).addEventListener('click', () => void update(true));
  byId('update-later', HTMLButtonElement).addEventListener('click', () => {
    bar.hidden = true;
  });
  // From the second visit on there is no such event, but a worker already answers for the page.
  if (navigator.serviceWorker?.controller) offlineNote.hidden = false;
}
