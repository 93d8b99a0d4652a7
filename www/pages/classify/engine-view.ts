/** Shows the engine's state: loading, which device and model, and the panel when it is down. */
import type { Engine, EngineStatus } from '../../engine/index.js';
import { formatCompact, formatMegabytes } from '../../shared/i18n/format.js';
import { joinSentences, languageEvents, t } from '../../shared/i18n/index.js';
import type { Announcer } from '../shell/announcer.js';
import { deviceSentences, renderDeviceChoices } from './device-line.js';
import { byId, setRootState } from '../../shared/dom.js';
import { copyText, errorDetails } from '../shell/error-details.js';
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
  readonly #copyButton = byId('copy-details', HTMLButtonElement);
  /** Shown where the browser does not let the page copy. */
  readonly #details = byId('crash-details', HTMLElement);
  #phase: EngineStatus['phase'] = 'loading';
  #frame: number | null = null;

  constructor(engine: Engine, announcer: Announcer) {
    this.#engine = engine;
    this.#announcer = announcer;
    // What goes wrong with it shows in the status.
    this.#restartButton.addEventListener('click', () => void engine.restart());
    this.#copyButton.addEventListener('click', () => void this.#copyDetails());
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
    this.#copyButton.hidden = error === null;
    this.#copyButton.textContent = t('error.copy');
    this.#details.hidden = true;
    this.#panelTitle.textContent = t(`engine.${phase}.title`);
    this.#panelText.textContent =
      phase === 'failed' && error
        ? errorMessage(error)
        : t(phase === 'failed' ? 'error.unknown' : 'engine.crashed.text');
    this.#restartButton.textContent = t(phase === 'crashed' ? 'engine.restart' : 'engine.retry');
  }

  async #copyDetails(): Promise<void> {
    const { error, device, adapterName } = this.#engine.status;
    if (!error) return;
    const details = errorDetails(error, { device: device ?? 'none', adapter: adapterName ?? 'none' });
    if (await copyText(details)) {
      this.#copyButton.textContent = t('error.copied');
      this.#announcer.announce(t('error.copied'));
      return;
    }
    this.#details.textContent = details;
    this.#details.hidden = false;
    getSelection()?.selectAllChildren(this.#details);
    this.#details.focus();
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
    parameters: formatCompact(model.numParameters),
    bits: model.bitsPerWeight,
    size: formatMegabytes(model.sizeBytes),
    classes: model.numClasses,
  });
}
