/** Says each prediction aloud as it comes. Looks at the queue, never at the page. */
import { formatProbability } from '../../shared/i18n/format.js';
import { t } from '../../shared/i18n/index.js';
import type { Announcer } from '../shell/announcer.js';
import { pictureErrorMessage } from '../shell/error-message.js';
import { isUnsure, labelOf } from './predictions.js';
import type { PictureQueue, QueueEntry } from './queue.js';

export function announceResults(queue: PictureQueue, announcer: Announcer): void {
  let before = new Map<number, QueueEntry>();
  queue.addEventListener('change', () => {
    for (const entry of queue.entries) {
      const known = before.get(entry.id);
      // A picture that was not here a moment ago and has its prediction was brought back, not predicted.
      const isNew = known && known.state.kind !== entry.state.kind;
      const sentence = isNew ? outcome(entry) : null;
      if (sentence) announcer.announce(sentence);
    }
    const { total } = queue.progress;
    const hasJustFinished = queue.isIdle && [...before.values()].some(isPending);
    // One prediction speaks for itself; after many it is worth knowing that no more will come.
    if (hasJustFinished && total > 1) announcer.announce(t('announce.finished', { count: total }));
    before = new Map(queue.entries.map((entry) => [entry.id, entry]));
  });
}

function outcome({ name, state }: QueueEntry): string | null {
  if (state.kind === 'failed') return pictureErrorMessage(state.error, name);
  const classification = state.kind === 'done' ? state.classification : null;
  const best = classification?.predictions[0];
  if (!classification || !best) return null;
  const key = isUnsure(classification) ? 'announce.unsure' : 'announce.result';
  return t(key, { name, label: labelOf(best), probability: formatProbability(best.probability) });
}

function isPending({ state }: QueueEntry): boolean {
  return state.kind === 'waiting' || state.kind === 'working';
}
