/** The studio's page: makes the parts and connects them. */
import { createEngine } from '../client/index.js';
import { keepDocumentTranslated } from '../i18n/document.js';
import { initLanguage, t } from '../i18n/index.js';
import { Announcer } from './announcer.js';
import { CameraDialog } from './classify/camera-dialog.js';
import { mountDropZone } from './classify/drop-zone.js';
import { PictureQueue, type NamedPicture } from './classify/queue.js';
import { announceResults } from './classify/result-announcements.js';
import { ResultsView } from './classify/results-view.js';
import { mountSamples } from './classify/samples.js';
import { mountCredits } from './credits.js';
import { deviceChoice } from './device-line.js';
import { byId } from './dom.js';
import { EngineView } from './engine-view.js';
import { mountInstall } from './install.js';
import { mountLanguageSwitch } from './language-switch.js';
import { mountPasteHint } from './paste-hint.js';
import { Toast } from './toast.js';
import { mountUpdates } from './update.js';

// The engine first: it has the longest way to go.
const engine = createEngine({ device: deviceChoice(location.search) });

initLanguage();
keepDocumentTranslated();
mountLanguageSwitch(byId('language-switch', HTMLElement));
mountPasteHint(byId('paste-hint', HTMLElement));

const announcer = new Announcer(byId('status-live', HTMLElement));
const toast = new Toast(byId('toast', HTMLElement), announcer);
const queue = new PictureQueue(engine);
new ResultsView(queue, toast, engine);
new EngineView(engine, announcer);
announceResults(queue, announcer);
engine.addEventListener('status', () => queue.pump());

function addPictures(pictures: NamedPicture[]): void {
  if (pictures.length > 1) announcer.announce(t('announce.queued', { count: pictures.length }));
  const main = byId('main', HTMLElement);
  // Measured before the cards come, while it costs nothing.
  const isTopOutOfSight = main.getBoundingClientRect().top < 0;
  queue.add(pictures);
  // The newest picture and its answer are what one waits for now; they stand at the top.
  if (isTopOutOfSight) main.scrollIntoView({ block: 'start' });
}

mountDropZone({ onPictures: addPictures, onNothing: (message) => toast.show({ text: () => t(message) }) });
mountSamples(byId('sample-list', HTMLElement), {
  onPicture: (picture) => addPictures([picture]),
  onFailure: () => toast.show({ text: () => t('samples.failed') }),
});
new CameraDialog((picture) => addPictures([picture]));

mountCredits(byId('credits', HTMLDetailsElement), byId('credits-list', HTMLElement));
mountInstall();
mountUpdates();
