/** How far the run is, as a bar. */
import { t } from '../../../shared/i18n/index.js';
import { useTraining } from './use-training.js';

export function TrainBar() {
  const { progress } = useTraining();
  const known = progress && progress.total > 0 ? { max: progress.total, value: progress.done } : {};
  return <progress class="train-bar" aria-label={t('train.progress')} {...known} />;
}
