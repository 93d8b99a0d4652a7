/** How far an intake is, and what became of the files that it could not use, each with its reason. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import { Icon } from '../../parts/icon.js';
import { useSession } from '../../parts/use-session.js';
import { leftOutNotice, type LeftOutNotice } from '../../project/left-out.js';
import { intakeProgress } from '../intake.js';

export function IntakeStatus() {
  const session = useSession();
  const progress = intakeProgress.value;
  const notice = leftOutNotice.value;
  return (
    <div class="intake-status" data-testid="intake-status">
      {progress && (
        <div class="intake-progress">
          <p>
            {t(progress.isSorting ? 'collect.sorting' : 'collect.progress', {
              done: progress.done,
              total: progress.total,
            })}
          </p>
          <button type="button" class="text-button" onClick={progress.stop}>
            {t('collect.progress.cancel')}
          </button>
        </div>
      )}
      {!progress && notice?.projectId === session.project.id && <LeftOut notice={notice} />}
    </div>
  );
}

/**
 * A box that stays until it is closed. Where something could not be used, it comes to the eye and to the keyboard, for it
 * may stand far from both.
 */
function LeftOut({ notice: { title, refused, notes } }: { notice: LeftOutNotice }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // The focus stays in a name that is being typed.
    if (refused.length === 0 || document.activeElement?.matches('input:not([type=file]), select, textarea')) return;
    box.current?.scrollIntoView({ block: 'nearest' });
    box.current?.focus({ preventScroll: true });
  }, [refused]);
  const close = () => {
    leftOutNotice.value = null;
    document.querySelector<HTMLElement>('[data-testid=class-add]')?.focus({ preventScroll: true });
  };
  return (
    <div
      class="intake-notice"
      ref={box}
      tabIndex={-1}
      role="group"
      aria-label={title() || notes.map((note) => note()).join(' ')}
    >
      <div>
        {title() && <p>{title()}</p>}
        {refused.length > 0 && (
          <ul>
            {refused.map((sentence, index) => (
              <li key={index}>{sentence()}</li>
            ))}
          </ul>
        )}
        {notes.map((sentence, index) => (
          <p key={index}>{sentence()}</p>
        ))}
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
