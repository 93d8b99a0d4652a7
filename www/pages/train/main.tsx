/// <reference types="vite-plugin-pwa/client" />
/** The training page: makes its parts and connects them through the project. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import { registerSW } from 'virtual:pwa-register';
import { createProjectWorker, Store } from '../../engine/index.js';
import { keepDocumentTranslated } from '../../shared/i18n/document.js';
import { addMessages, initLanguage, language, languageEvents, whenWordsAreRead } from '../../shared/i18n/index.js';
import en from '../../shared/i18n/train/en.json';
import zhHans from '../../shared/i18n/train/zh-Hans.json';
import { Announcer } from '../shell/announcer.js';
import { byId } from '../../shared/dom.js';
import { mountLanguageSwitch } from '../shell/language-switch.js';
import { Toast } from '../shell/toast.js';
import { ProjectBar } from './project/project-bar.js';
import { Session } from './project/session.js';
import { Studio } from './studio.js';

addMessages({ en, 'zh-Hans': zhHans });
initLanguage();
// Every view that shows words reads this signal by asking for them, and is drawn anew when the language changes.
const shownLanguage = signal(language);
whenWordsAreRead(() => shownLanguage.value);
languageEvents.addEventListener('languagechange', () => (shownLanguage.value = language));
keepDocumentTranslated();
mountLanguageSwitch(byId('language-switch', HTMLElement));

const announcer = new Announcer(byId('status-live', HTMLElement));
const toast = new Toast(byId('toast', HTMLElement), announcer);
const session = new Session(new Store(), createProjectWorker(), toast, announcer);

render(<Studio session={session} />, byId('studio', HTMLElement));
new ProjectBar(byId('project-bar', HTMLElement), session);
void session.open();
// For use offline. A new version waits until the first page asks: a run must not be reloaded away.
registerSW();
