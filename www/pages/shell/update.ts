/// <reference types="vite-plugin-pwa/client" />
/** Registers the service worker, offers a new version when there is one, and says when offline use works. */
import { registerSW } from 'virtual:pwa-register';
import { byId } from '../../shared/dom.js';
import { watchForWholePage } from '../../shared/first-page.js';
import { mountOfflineNote } from './offline-note.js';

export function mountUpdates(): void {
  const bar = byId('update-bar', HTMLElement);
  const sayOffline = mountOfflineNote(byId('offline-note', HTMLElement));
  const update = registerSW({
    onNeedRefresh: () => {
      bar.hidden = false;
    },
    onOfflineReady: sayOffline,
  });
  void watchForWholePage(() => {
    bar.hidden = false;
  });
  byId('update-reload', HTMLButtonElement).addEventListener('click', () => {
    // The new worker takes over and the page loads again with it. Without one there is only the second to do.
    if (navigator.serviceWorker?.controller) void update(true);
    else location.reload();
  });
  byId('update-later', HTMLButtonElement).addEventListener('click', () => {
    bar.hidden = true;
  });
  // From the second visit on there is no such event, but a worker already answers for the page.
  if (navigator.serviceWorker?.controller) sayOffline();
}
