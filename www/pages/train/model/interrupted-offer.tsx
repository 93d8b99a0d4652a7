/** A run that ended with its tab: what became of it, and the ways on. */
import { t } from '../../../shared/i18n/index.js';
import { useTraining } from './use-training.js';

export function InterruptedOffer() {
  const training = useTraining();
  const { interrupted } = training;
  if (!interrupted) return null;
  const testId = interrupted.job ? 'restart' : 'resume';
  return (
    <div class="interrupted">
      <p data-testid={`${testId}-text`}>
        {interrupted.job
          ? t('train.interrupted')
          : t('train.resume.text', { epoch: interrupted.epoch, epochs: interrupted.epochs })}
      </p>
      <button type="button" class="button" data-testid={testId} onClick={() => void training.run(interrupted.job)}>
        {t(interrupted.job ? 'train.restart' : 'train.resume')}
      </button>
      <button type="button" class="text-button" onClick={() => void training.forgetInterrupted()}>
        {t('train.resume.discard')}
      </button>
    </div>
  );
}
