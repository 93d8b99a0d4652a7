/** A quiet button that installs the page, in browsers that let a page offer it. */
import { byId } from '../../shared/dom.js';

/** The event that offers the installation. It is not in the DOM's types, for only some browsers have it. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

export function mountInstall(): void {
  const button = byId('install', HTMLButtonElement);
  let offer: BeforeInstallPromptEvent | null = null;
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer = event as BeforeInstallPromptEvent;
    button.hidden = false;
  });
  window.addEventListener('appinstalled', () => {
    button.hidden = true;
  });
  button.addEventListener('click', () => {
    // An offer can be used once, whatever the answer.
    button.hidden = true;
    void offer?.prompt();
    offer = null;
  });
}
