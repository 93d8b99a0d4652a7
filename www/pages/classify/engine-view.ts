/** Shows the engine's state: loading, which device and model, and the panel when it is down. */
import type { Engine, EngineStatus } from '../../engine/index.js';
import { formatCompact, formatMegabytes } from '../../shared/i18n/format.js';
import { joinSentences, languageEvents, t } from '../../shared/i18n/index.js';
import type { Announcer } from '../shell/announcer.js';
import { deviceSentences, renderDeviceChoices } from './device-line.js';
import { byId, setRootState } from '../../shared/dom.js';
import { errorMessage } from '../shell/error-message.js';

export class EngineView {
  readonly #engine: Engine;
  readonly #announcer: Announcer;
  readonly #loadBar = byId('load-bar', HTMLProgressElement);
  readonly #loadText = byId('engine-status', HTMLElement);
  readonly #deviceLine = byId('device-line', HTMLElement);
  readonly #deviceChoices = byId('device-choices', HTMLElement);
  readonly #modelLine = byId('model-line', HTMLElement);
  readonly #panel = byId('crash-panel', HTMLElement);
  readonly #panelTitle = byId('crash-title', HTMLElement);
  readonly #panelText = byId('crash-text', HTMLElement);
  readonly #restartButton = byId('restart', HTMLButtonElement);
  #phase: EngineStatus['phase'] = 'loading';
  #frame: number | null = null;

  constructor(engine: Engine, announcer: Announcer) {
    this.#engine = engine;
    this.#announcer = announcer;
    // A restart that fails shows in the status like any other failure.
    this.#restartButton.addEventListener('click', () => void engine.restart().catch(() => undefined));
    engine.addEventListener('status', () => this.#onStatus());
    languageEvents.addEventListener('languagechange', () => {
      this.#renderDeviceChoices();
      this.#render();
    });
    this.#renderDeviceChoices();
    this.#render();
    this.#onStatus();
  }

  #onStatus(): void {
    const { phase } = this.#engine.status;
    if (phase === this.#phase) return this.#renderSoon();
    this.#phase = phase;
    this.#render();
    if (phase === 'ready') this.#announcer.announce(t('announce.ready'));
    if (phase === 'crashed' || phase === 'failed') {
      this.#announcer.announce(`${this.#panelTitle.textContent}. ${this.#panelText.textContent}`);
    }
  }

  /** A download reports every piece; one look per frame is all that can be seen. */
  #renderSoon(): void {
    this.#frame ??= requestAnimationFrame(() => this.#render());
  }

  #render(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    const { status } = this.#engine;
    setRootState('engine', status.phase);
    this.#renderLoading(status);
    this.#renderPanel(status);
    this.#deviceLine.textContent = joinSentences(deviceSentences(status));
    this.#modelLine.textContent = modelLine(status);
  }

  #renderDeviceChoices(): void {
    renderDeviceChoices(this.#deviceChoices, new URL(location.href));
  }

  #renderLoading({ phase, download }: EngineStatus): void {
    this.#loadBar.hidden = phase !== 'loading';
    if (download && download.totalBytes > 0) {
      this.#loadBar.max = download.totalBytes;
      this.#loadBar.value = download.loadedBytes;
    } else {
      this.#loadBar.removeAttribute('value');
    }
    if (phase === 'loading') this.#loadText.textContent = loadingText(download);
    else this.#loadText.textContent = phase === 'ready' ? t('engine.ready') : '';
  }

  #renderPanel({ phase, error }: EngineStatus): void {
    const isDown = phase === 'crashed' || phase === 'failed';
    this.#panel.hidden = !isDown;
    if (!isDown) return;
    this.#panelTitle.textContent = t(`engine.${phase}.title`);
    this.#panelText.textContent =
      phase === 'failed' && error
        ? errorMessage(error)
        : t(phase === 'failed' ? 'error.unknown' : 'engine.crashed.text');
    this.#restartButton.textContent = t(phase === 'crashed' ? 'engine.restart' : 'engine.retry');
  }
}

function loadingText(download: EngineStatus['download']): string {
  if (!download || download.totalBytes === 0) return t('engine.loading.unknown');
  const { loadedBytes, totalBytes } = download;
  return t('engine.loading', { loaded: formatMegabytes(loadedBytes), total: formatMegabytes(totalBytes) });
}

function modelLine({ model }: EngineStatus): string {
  if (!model) return t('device.none');
  return t('model.line', {
    name: model.name,
    version: model.version,
    licence: model.licence,
    parameters: formatCompact(model.parameters),
    bits: model.bitsPerWeight,
    size: formatMegabytes(model.sizeBytes),
    classes: model.numClasses,
  });
}
