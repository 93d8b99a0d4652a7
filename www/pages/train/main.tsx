/// <reference types="vite-plugin-pwa/client" />
/** The training page: makes its parts and connects them through the project. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import { registerSW } from 'virtual:pwa-register';
import { createProjectWorker, Store } from '../../engine/index.js';
import { keepDocumentTranslated } from '../../shared/i18n/document.js';
import { initLanguage, language, languageEvents, loadMessages, whenWordsAreRead } from '../../shared/i18n/index.js';
import { Announcer } from '../shell/announcer.js';
import { byId } from '../../shared/dom.js';
import { failureNotice } from '../shell/failure-notice.js';
import { mountLanguageSwitch } from '../shell/language-switch.js';
import { Toast } from '../shell/toast.js';
import { Training } from './model/training.js';
import { followOtherTabs } from './project/other-tabs.js';
import { ProjectBar } from './project/project-bar.js';
import { Session } from './project/session.js';
import { Studio } from './studio.js';

initLanguage();
// One language at a time: they are a tenth of what this page weighs.
await loadMessages(async (wanted) => {
  const { default: words } =
    wanted === 'en'
      ? await import('../../shared/i18n/train/en.json')
      : await import('../../shared/i18n/train/zh-Hans.json');
  return words;
});
// Every view that shows words reads this signal by asking for them, and is drawn anew when the language changes.
const shownLanguage = signal(language);
whenWordsAreRead(() => shownLanguage.value);
languageEvents.addEventListener('languagechange', () => (shownLanguage.value = language));
keepDocumentTranslated();

const announcer = new Announcer(byId('status-live', HTMLElement));
const toast = new Toast(byId('toast', HTMLElement), announcer);
mountLanguageSwitch(byId('language-switch', HTMLElement), (error) => toast.show(failureNotice(error, toast)));
const session = new Session(new Store(), createProjectWorker(), toast, announcer);

const { files } = session;

render(<Studio session={session} training={new Training(session)} files={files} />, byId('studio', HTMLElement));
render(<ProjectBar session={session} files={files} />, byId('project-bar', HTMLElement));
void session.open();
followOtherTabs(session);
// For use offline. A new version waits until the first page asks: a run must not be reloaded away.
registerSW();
