/** The answer in a word: a class, none of them, or that it is not sure. */
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { indexOfLargest } from '../../../shared/largest.js';
import type { ModelVersion } from '../../../storage/index.js';

/** Below this the best guess is more likely wrong than right, if the model's confidence can be trusted. */
const UNSURE_BELOW = 0.5;

export interface Said {
  version: ModelVersion;
  prediction: { probabilities: number[]; isUnknown: boolean };
}

interface Verdict {
  kind: 'class' | 'unknown' | 'unsure';
  /** The most probable class, whatever it is worth. */
  best: string;
  probability: number;
}

export function verdictOf({ version, prediction: { probabilities, isUnknown } }: Said): Verdict {
  const index = indexOfLargest(probabilities);
  const probability = probabilities[index] ?? 0;
  // As it is shown: "50%" beside "not sure" would look like a mistake.
  const isUnsure = Math.round(probability * 100) / 100 < UNSURE_BELOW;
  return {
    kind: isUnknown ? 'unknown' : isUnsure ? 'unsure' : 'class',
    best: version.classNames[index] ?? '',
    probability,
  };
}

/** For those who hear it. */
export function answerSentence(said: Said): string {
  const { kind, best, probability } = verdictOf(said);
  if (kind === 'class') return `${best}, ${formatProbability(probability)}`;
  return `${headline(kind, best)}, ${t('try.nearest', { name: best })}`;
}

function headline(kind: Verdict['kind'], best: string): string {
  if (kind === 'class') return best;
  return t(kind === 'unknown' ? 'try.unknown' : 'try.unsure');
}

export function VerdictLine({ said, testId }: { said: Said; testId: string }) {
  const { kind, best } = verdictOf(said);
  return (
    <>
      <p class={`verdict is-${kind}`} data-testid={testId}>
        {headline(kind, best)}
      </p>
      {kind !== 'class' && (
        <p class="try-nearest" data-testid={kind === 'unknown' ? 'try-nearest' : 'try-unsure'}>
          {t('try.nearest', { name: best })}
        </p>
      )}
    </>
  );
}
