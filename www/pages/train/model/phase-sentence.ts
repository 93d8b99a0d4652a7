/** What a run is doing, in a sentence. */
import type { TrainingProgress } from '../../../engine/index.js';
import { formatNumber } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { Training } from './training.js';

export function phaseSentence(progress: TrainingProgress, stage: Training['stage']): string {
  const { device, done, total, epoch, epochs, secondsLeft } = progress;
  const seconds = formatNumber(Math.ceil(secondsLeft ?? 0));
  const text = t(`train.phase.${shownPhase(progress, stage)}`, { done, total, epoch, epochs, seconds });
  return device ? `${text} · ${t(`train.device.${device}`)}` : text;
}

function shownPhase({ phase, secondsLeft }: TrainingProgress, stage: Training['stage']) {
  if (stage === 'ending' && phase !== 'saving') return 'stopping';
  if (phase !== 'training') return phase;
  if (stage === 'paused') return 'paused';
  return secondsLeft === null ? 'begun' : phase;
}
