/** The version that is being published or previewed, kept loaded while its form is filled in. */
import type { PublishRequest } from '../service.js';
import { store } from '../state.js';
import { PublishedModel } from './published-model.js';
import { makeSample, type Sample } from './samples.js';

export interface PublishedVersion {
  model: PublishedModel;
  /** The samples of a request, each made once. A picture may have been deleted since it was chosen: it is left out. */
  samplesOf: (request: Pick<PublishRequest, 'samplePictureIds'>) => Promise<Sample[]>;
}

interface Kept extends PublishedVersion {
  versionId: string;
}

/** One at a time: it holds some megabytes of weights. */
let kept: Kept | null = null;
/** Calls come while others are under way, and none may take from another what it works with. */
let queue: Promise<unknown> = Promise.resolve();

/** Does `work` with the files that readers of a version will download. */
export function withPublished<T>(versionId: string, work: (version: PublishedVersion) => Promise<T>): Promise<T> {
  const turn = queue.then(async () => {
    if (kept?.versionId !== versionId) {
      kept?.model.free();
      kept = null;
      kept = await load(versionId);
    }
    return work(kept);
  });
  // The caller hears of the failure; the next in line only waits.
  queue = turn.catch(() => undefined);
  return turn;
}

async function load(versionId: string): Promise<Kept> {
  const version = await store.version(versionId);
  const model = await PublishedModel.make(version);
  const samples = new Map<string, Sample>();
  return {
    versionId,
    model,
    samplesOf: async ({ samplePictureIds }) => {
      const known = new Set((await store.pictures(version.projectId)).map(({ id }) => id));
      const chosen: Sample[] = [];
      for (const id of samplePictureIds.filter((id) => known.has(id))) {
        const sample = samples.get(id) ?? (await makeSample(id, model));
        samples.set(id, sample);
        chosen.push(sample);
      }
      return chosen;
    },
  };
}
