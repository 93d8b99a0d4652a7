/// <reference types="vite-plugin-pwa/client" />
/** The training page: makes its parts and connects them through the project. */
import { registerSW } from 'virtual:pwa-register';
import { createProjectWorker, Store } from '../../engine/index.js';
import { keepDocumentTranslated } from '../../shared/i18n/document.js';
import { addMessages, initLanguage, languageEvents } from '../../shared/i18n/index.js';
import en from '../../shared/i18n/train/en.json';
import zhHans from '../../shared/i18n/train/zh-Hans.json';
import { Announcer } from '../shell/announcer.js';
import { byId } from '../../shared/dom.js';
import { mountLanguageSwitch } from '../shell/language-switch.js';
import { Toast } from '../shell/toast.js';
import { MapView } from './map/map-view.js';
import { CollectView } from './collect/collect-view.js';
import { EvaluateView } from './evaluate/evaluate-view.js';
import { ProjectBar } from './project/project-bar.js';
import { PublishView } from './publish/publish-view.js';
import { ReadersView } from './readers/readers-view.js';
import { Session } from './project/session.js';
import { TrainView } from './model/train-view.js';
import { TryView } from './try/try-view.js';

addMessages({ en, 'zh-Hans': zhHans });
initLanguage();
keepDocumentTranslated();
mountLanguageSwitch(byId('language-switch', HTMLElement));

const announcer = new Announcer(byId('status-live', HTMLElement));
const toast = new Toast(byId('toast', HTMLElement), announcer);
const session = new Session(new Store(), createProjectWorker(), toast, announcer);

const views = [
  new ProjectBar(byId('project-bar', HTMLElement), session),
  new CollectView(byId('collect-body', HTMLElement), session),
  new MapView(byId('map-body', HTMLElement), session),
  new TrainView(byId('train-body', HTMLElement), session),
  new EvaluateView(byId('evaluate-body', HTMLElement), session),
  new TryView(byId('try-body', HTMLElement), session),
  new PublishView(byId('publish-body', HTMLElement), session),
  new ReadersView(byId('readers-body', HTMLElement), session),
];
languageEvents.addEventListener('languagechange', () => views.forEach((view) => void view.render()));
void session.open();
// For use offline. A new version waits until the first page asks: a run must not be reloaded away.
registerSW();
