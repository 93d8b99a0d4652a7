/** How far an intake is, and the files that it could not use, each with its reason. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import { Icon } from '../../parts/icon.js';
import { intakeProgress, refusedFiles } from '../intake.js';

export function IntakeStatus() {
  const progress = intakeProgress.value;
  useEffect(() => {
    // What was refused was meant for the project that was open before.
    refusedFiles.value = [];
  }, []);
  const refused = refusedFiles.value;
  return (
    <div class="intake-status" data-testid="intake-status">
      {progress && (
        <div class="intake-progress">
          <p>{t('collect.progress', { done: progress.done, total: progress.total })}</p>
          <button type="button" class="text-button" onClick={progress.stop}>
            {t('collect.progress.cancel')}
          </button>
        </div>
      )}
      {!progress && refused.length > 0 && <Refused refused={refused} />}
    </div>
  );
}

/** A box that stays until it is closed; it comes to the eye and to the keyboard, for it may stand far from both. */
function Refused({ refused }: { refused: readonly string[] }) {
  const notice = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // The focus stays in a name that is being typed.
    if (document.activeElement?.matches('input:not([type=file]), select, textarea')) return;
    notice.current?.scrollIntoView({ block: 'nearest' });
    notice.current?.focus({ preventScroll: true });
  }, [refused]);
  const said = t('collect.refused', { count: refused.length });
  const close = () => {
    refusedFiles.value = [];
    document.querySelector<HTMLElement>('[data-testid=class-add]')?.focus({ preventScroll: true });
  };
  return (
    <div class="intake-notice" ref={notice} tabIndex={-1} role="group" aria-label={said}>
      <div>
        <p>{said}</p>
        <ul>
          {refused.map((sentence, index) => (
            <li key={index}>{sentence}</li>
          ))}
        </ul>
      </div>
      <button
        type="button"
        class="icon-button"
        data-testid="intake-close"
        aria-label={t('collect.refused.close')}
        onClick={close}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
