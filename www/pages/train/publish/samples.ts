/** Pictures of the project that readers can be offered to try. */
import { indexOfLargest } from '../../../shared/largest.js';
import { isSure } from '../../../shared/is-sure.js';
import type { ModelVersion, PicturePrediction, PublicationSettings } from '../../../storage/index.js';
import type { Session } from '../project/session.js';

/** Offered: from each class in turn. */
const MAX_OFFERED = 12;
/** Proposed: enough to see what it is about, and few enough to be looked at. */
const NUM_PROPOSED = 3;

export interface SampleCandidate {
  id: string;
  /** The name of its file. */
  name: string;
  /** The class that the model takes it for, where that is the wrong one. */
  mistakenFor: string | null;
  /** Whether the model names the right class, and is sure of it. */
  isGood: boolean;
}

/** Validation pictures, which the model has not learnt from: the surest of each class, then the next ones … */
export function sampleCandidates(session: Session, version: ModelVersion): SampleCandidate[] {
  const names = new Map(session.pictures.map(({ id, name }) => [id, name]));
  const ranks = new Map<number, number>();
  return [...version.predictions]
    .sort((a, b) => probabilityOfTruth(b) - probabilityOfTruth(a))
    .flatMap((prediction) => {
      const { pictureId, truth, probabilities } = prediction;
      const name = names.get(pictureId);
      if (name === undefined) return [];
      const rank = ranks.get(truth) ?? 0;
      ranks.set(truth, rank + 1);
      const predicted = indexOfLargest(probabilities);
      const mistakenFor = predicted === truth ? null : (version.classNames[predicted] ?? '');
      const isGood = mistakenFor === null && isSure(probabilityOfTruth(prediction));
      return [{ id: pictureId, name, mistakenFor, isGood, rank, truth }];
    })
    .sort((a, b) => a.rank - b.rank || a.truth - b.truth)
    .slice(0, MAX_OFFERED);
}

function probabilityOfTruth({ probabilities, truth }: PicturePrediction): number {
  return probabilities[truth] ?? 0;
}

/** The ids of those that were chosen; of the first few good ones where none of a former choice is offered any more. */
export function chosenSamples(
  { samplePictureIds }: Pick<PublicationSettings, 'samplePictureIds'>,
  candidates: readonly SampleCandidate[],
): string[] {
  const ids = candidates.map(({ id }) => id);
  const chosen = samplePictureIds && ids.filter((id) => samplePictureIds.includes(id));
  const isKnown = chosen && (chosen.length > 0 || samplePictureIds.length === 0);
  if (isKnown) return chosen;
  const good = candidates.filter(({ isGood }) => isGood);
  return good.slice(0, NUM_PROPOSED).map(({ id }) => id);
}
