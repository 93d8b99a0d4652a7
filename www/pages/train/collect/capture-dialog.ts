/** The camera, for filling a class: one picture a press, or many while the button is held. */
import { t } from '../../../shared/i18n/index.js';
import { Camera } from '../../../shared/camera.js';
import { toCodedError } from '../../../shared/errors.js';
import { el } from '../../../shared/dom.js';
import { errorMessage } from '../../shell/error-message.js';
import type { Incoming } from './intake.js';

/** The time between two pictures of a burst: fast enough to turn the thing in front of it, slow enough to differ. */
const BURST_EVERY_MS = 125;

/** Opens the dialog; resolves with what was taken once it is closed. */
export function capture(className: string): Promise<Incoming[]> {
  const taken: Incoming[] = [];
  const video = el('video', { attributes: { playsinline: '', muted: '', 'aria-label': t('capture.preview') } });
  video.muted = true;
  const camera = new Camera(video);
  const message = el('p', { text: t('capture.starting'), attributes: { role: 'status' } });
  const shoot = el('button', { class: 'button is-primary', text: t('capture.hold'), testId: 'capture-shoot' });
  const turn = el('button', { class: 'text-button', text: t('capture.switch') });
  const done = el('button', {
    class: 'button',
    text: t('capture.done'),
    testId: 'capture-done',
    onClick: () => dialog.close(),
  });
  const dialog = el(
    'dialog',
    { class: 'dialog', attributes: { 'aria-label': t('capture.title', { name: className }) } },
    el('h3', { text: t('capture.title', { name: className }) }),
    video,
    message,
    el('div', { class: 'class-ways' }, shoot, done, turn),
  );
  shoot.disabled = true;
  turn.hidden = true;

  const fail = (thrown: unknown) => {
    message.textContent = errorMessage(toCodedError(thrown));
  };
  const open = async (deviceId?: string) => {
    try {
      if (!(await camera.open(deviceId))) return;
      video.classList.toggle('is-mirrored', camera.isFacingUser);
      shoot.disabled = false;
      message.textContent = t('capture.ready');
      turn.hidden = (await camera.nextDeviceId()) === null;
    } catch (thrown) {
      if (dialog.open) fail(thrown);
    }
  };
  turn.addEventListener('click', () => {
    void camera.nextDeviceId().then((next) => (next === null ? undefined : open(next)));
  });

  /** The id of the burst that is under way. Frames follow one another closely and are alike: they stay together. */
  let burst: string | null = null;
  const run = async () => {
    if (burst !== null) return;
    burst = crypto.randomUUID();
    const own = burst;
    shoot.setAttribute('aria-pressed', 'true');
    do {
      try {
        const picture = await camera.shoot();
        taken.push({ path: t('capture.name', { number: taken.length + 1 }), picture, burst: own });
      } catch (thrown) {
        fail(thrown);
        break;
      }
      message.textContent = t('capture.taken', { count: taken.length });
      await new Promise((resolve) => setTimeout(resolve, BURST_EVERY_MS));
    } while (burst === own && dialog.open);
    shoot.setAttribute('aria-pressed', 'false');
  };
  const stop = () => {
    burst = null;
  };
  shoot.addEventListener('pointerdown', (event) => {
    shoot.setPointerCapture(event.pointerId);
    void run();
  });
  shoot.addEventListener('pointerup', stop);
  shoot.addEventListener('pointercancel', stop);
  // By keyboard it is a switch: holding a key repeats it.
  shoot.addEventListener('keydown', (event) => {
    if ((event.key !== 'Enter' && event.key !== ' ') || event.repeat) return;
    event.preventDefault();
    if (burst === null) void run();
    else stop();
  });

  document.body.append(dialog);
  dialog.showModal();
  void open();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      stop();
      camera.close();
      dialog.remove();
      resolve(taken);
    });
  });
}
