/** The studio's page: makes the parts and connects them. */
import { createEngine } from '../../engine/index.js';
import { keepDocumentTranslated } from '../../shared/i18n/document.js';
import { initLanguage, t } from '../../shared/i18n/index.js';
import { Announcer } from '../shell/announcer.js';
import { CameraDialog } from './camera-dialog.js';
import { mountDropZone } from './drop-zone.js';
import { PictureQueue, type NamedPicture } from './queue.js';
import { announceResults } from './result-announcements.js';
import { ResultsView } from './results-view.js';
import { mountSamples } from './samples.js';
import { mountCredits } from './credits.js';
import { deviceChoice } from './device-line.js';
import { byId } from '../../shared/dom.js';
import { EngineView } from './engine-view.js';
import { mountInstall } from '../shell/install.js';
import { failureNotice } from '../shell/failure-notice.js';
import { mountLanguageSwitch } from '../shell/language-switch.js';
import { mountPasteHint } from './paste-hint.js';
import { Toast } from '../shell/toast.js';
import { mountUpdates } from '../shell/update.js';

// The engine first: it has the longest way to go.
const engine = createEngine({ device: deviceChoice(location.search) });

initLanguage();
keepDocumentTranslated();
mountPasteHint(byId('paste-hint', HTMLElement));

const announcer = new Announcer(byId('status-live', HTMLElement));
const toast = new Toast(byId('toast', HTMLElement), announcer);
mountLanguageSwitch(byId('language-switch', HTMLElement), (error) => toast.show(failureNotice(error, toast)));
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
  // The newest picture and its predictions are what one waits for now; they stand at the top.
  if (isTopOutOfSight) main.scrollIntoView({ block: 'start' });
}

mountDropZone({ onPictures: addPictures, onProblem: (sentence) => toast.show({ text: () => sentence }) });
mountSamples(byId('sample-list', HTMLElement), {
  onPicture: (picture) => addPictures([picture]),
  onFailure: () => toast.show({ text: () => t('samples.failed') }),
});
new CameraDialog((picture) => addPictures([picture]));

mountCredits(byId('credits', HTMLDetailsElement), byId('credits-list', HTMLElement));
mountInstall();
mountUpdates();
