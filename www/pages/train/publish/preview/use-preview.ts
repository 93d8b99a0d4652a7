/** The page as the worker makes it, a moment after each change of what it is made of. */
import { useEffect, useState } from 'preact/hooks';
import type { PreviewFiles, PublicationPreview, PublishRequest } from '../../../../engine/index.js';
import { toCodedError } from '../../../../shared/errors.js';
import { errorMessage } from '../../../shell/error-message.js';
import { useSession } from '../../parts/use-session.js';

/** Between two letters that are typed there is less. */
const AFTER_MS = 250;

interface Previewed {
  page: PublicationPreview | null;
  /** Fetched once for each version. */
  files: PreviewFiles | null;
  /** Why there is none, in a sentence. */
  failure: string | null;
}

/** Asks for nothing before `isWanted`. */
export function usePreview(request: PublishRequest, isWanted: boolean): Previewed {
  const { worker } = useSession();
  const [previewed, setPreviewed] = useState<Previewed>({ page: null, files: null, failure: null });
  const wished = JSON.stringify(request);
  useEffect(() => {
    if (!isWanted) return undefined;
    let isCurrent = true;
    const take = (part: Partial<Previewed>) => {
      if (isCurrent) setPreviewed((before) => ({ ...before, ...part }));
    };
    const ask = async () => {
      try {
        take({ page: await worker.preview(request), failure: null });
      } catch (thrown) {
        take({ failure: errorMessage(toCodedError(thrown)) });
      }
    };
    const timer = setTimeout(() => void ask(), previewed.page ? AFTER_MS : 0);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [wished, isWanted]);
  useEffect(() => {
    if (!isWanted) return undefined;
    let isCurrent = true;
    worker.previewFiles(request.versionId).then(
      (files) => isCurrent && setPreviewed((before) => ({ ...before, files })),
      (thrown) => isCurrent && setPreviewed((before) => ({ ...before, failure: errorMessage(toCodedError(thrown)) })),
    );
    return () => {
      isCurrent = false;
    };
  }, [isWanted]);
  return previewed;
}
