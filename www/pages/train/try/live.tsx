/** The camera's picture as the network sees it, and what the model says of it. */
import { t } from '../../../shared/i18n/index.js';
import { errorMessage } from '../../shell/error-message.js';
import type { CodedError } from '../../../shared/errors.js';
import { useCamera } from '../parts/use-camera.js';
import { AddTo } from './add-to.js';
import type { Asked } from './asked.js';
import { Bars } from './bars.js';
import { seenShare } from './crop.js';
import { useLiveAnswers } from './use-live-answers.js';
import { VerdictLine } from './verdict.js';

export function Live({ version, onClose }: { version: Asked; onClose: () => void }) {
  const camera = useCamera(onClose);
  const [state, failure] = [camera.state.value, camera.failure.value];
  const isOn = state === 'ready';
  const latest = useLiveAnswers(version, { isOn, shoot: camera.shoot, onFailed: onClose });
  return (
    <div class="live">
      <div class="live-view" hidden={state === 'failed'}>
        <video
          ref={camera.video}
          class={camera.isMirrored.value ? 'is-mirrored' : ''}
          // The square that the network sees fills the view.
          style={{ '--zoom': 1 / seenShare(version.architecture) }}
          playsInline
          muted
          aria-label={t('capture.preview')}
        />
        {camera.hasOther.value && (
          <button
            type="button"
            class="live-flip"
            aria-label={t('capture.switch')}
            title={t('capture.switch')}
            onClick={camera.turn}
          >
            ⇄
          </button>
        )}
      </div>
      {state === 'opening' && <p role="status">{t('capture.starting')}</p>}
      {state === 'failed' && failure && <Refused error={failure} onRetry={camera.retry} />}
      {isOn && latest.value && (
        <div class="answer-words">
          <VerdictLine said={latest.value} testId="live-answer" />
          <Bars {...latest.value} />
          <div class="answer-tools">
            <AddTo picture={() => latest.value} />
          </div>
        </div>
      )}
    </div>
  );
}

function Refused({ error, onRetry }: { error: CodedError; onRetry: () => void }) {
  return (
    <div class="live-refused" role="alert">
      <p>{error.code === 'camera.denied' ? t('try.camera.denied') : errorMessage(error)}</p>
      <button type="button" class="button" data-testid="live-retry" onClick={onRetry}>
        {t('try.camera.retry')}
      </button>
    </div>
  );
}
