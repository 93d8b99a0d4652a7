/** Two versions on the pictures that neither has learnt from, asked anew when versions or pictures change. */
import { useEffect, useState } from 'preact/hooks';
import type { VersionsCompared } from '../../../engine/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';
import type { Session } from '../project/session.js';

/** While pictures come in, the comparison is not made for each of them. */
const AFTER_MS = 300;

/** The version that was published last, of those that are still there. */
export function lastPublished({ project, versions }: Session): ModelVersion | null {
  const { publications = [] } = project;
  for (const { versionId } of publications.toReversed()) {
    const version = versions.find(({ id }) => id === versionId);
    if (version) return version;
  }
  return null;
}

export interface Comparison {
  /** Null where there is nothing to compare, nothing is known yet, or the comparison failed. */
  compared: VersionsCompared | null;
  isAsking: boolean;
}

/** Compares `version` with the one that was published last, where these are two. */
export function useComparison(version: ModelVersion | null): Comparison {
  const session = useSession();
  const published = lastPublished(session);
  const pair = version && published && version.id !== published.id ? `${version.id} ${published.id}` : null;
  const [known, setKnown] = useState<{ pair: string; compared: VersionsCompared | null } | null>(null);
  const isKnown = pair !== null && known?.pair === pair;
  useEffect(() => {
    if (!pair || !version || !published) return undefined;
    let isWanted = true;
    const ask = async () => {
      let compared: VersionsCompared | null = null;
      // A comparison that fails is said in a sentence; it keeps nobody from going on.
      await session.attempt(async () => {
        compared = await session.worker.compareVersions(version.id, published.id);
      });
      if (isWanted) setKnown({ pair, compared });
    };
    const timer = setTimeout(() => void ask(), isKnown ? AFTER_MS : 0);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [pair, session.pictures]);
  return { compared: isKnown ? known.compared : null, isAsking: pair !== null && !isKnown };
}
