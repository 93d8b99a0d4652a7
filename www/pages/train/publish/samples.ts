/** Pictures of the project that readers can be offered to try. */
import type { ModelVersion, PublicationSettings } from '../../../storage/index.js';
import type { Session } from '../project/session.js';

/** Offered: from each class in turn. */
const MAX_OFFERED = 12;
/** Proposed: enough to see what it is about, and few enough to be looked at. */
const NUM_PROPOSED = 3;

export interface SampleCandidate {
  id: string;
  /** The name of its file. */
  name: string;
}

/** Validation pictures, which the model has not learnt from: one of each class, then another … */
export function sampleCandidates(session: Session, version: ModelVersion): SampleCandidate[] {
  const names = new Map(session.pictures.map(({ id, name }) => [id, name]));
  const ranks = new Map<number, number>();
  return version.predictions
    .flatMap(({ pictureId, truth }) => {
      const name = names.get(pictureId);
      if (name === undefined) return [];
      const rank = ranks.get(truth) ?? 0;
      ranks.set(truth, rank + 1);
      return [{ id: pictureId, name, rank, truth }];
    })
    .sort((a, b) => a.rank - b.rank || a.truth - b.truth)
    .slice(0, MAX_OFFERED);
}

/** The ids of those that were chosen, or of the first few where none of a former choice can be offered any more. */
export function chosenSamples(
  { samplePictureIds }: Pick<PublicationSettings, 'samplePictureIds'>,
  candidates: readonly SampleCandidate[],
): string[] {
  const ids = candidates.map(({ id }) => id);
  const chosen = samplePictureIds && ids.filter((id) => samplePictureIds.includes(id));
  const isKnown = chosen && (chosen.length > 0 || samplePictureIds.length === 0);
  return isKnown ? chosen : ids.slice(0, NUM_PROPOSED);
}
