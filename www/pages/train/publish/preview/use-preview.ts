/** The page as the worker makes it, a moment after each change of what it is made of. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PreviewFiles, PublicationPreview, PublishRequest } from '../../../../engine/index.js';
import { toCodedError } from '../../../../shared/errors.js';
import { errorMessage } from '../../../shell/error-message.js';
import { useSession } from '../../parts/use-session.js';

/** Between two letters that are typed there is less. */
const AFTER_MS = 250;

interface Previewed {
  page: PublicationPreview | null;
  /** Asked for once. */
  files: PreviewFiles | null;
  /** Why there is none, in a sentence. */
  failure: string | null;
}

/** Asks for nothing before `isWanted`. */
export function usePreview(request: PublishRequest, isWanted: boolean): Previewed {
  const { worker } = useSession();
  const [previewed, setPreviewed] = useState<Previewed>({ page: null, files: null, failure: null });
  const files = useRef<Promise<PreviewFiles> | null>(null);
  const wished = JSON.stringify(request);
  useEffect(() => {
    if (!isWanted) return undefined;
    let isCurrent = true;
    const ask = async () => {
      try {
        files.current ??= worker.previewFiles(request.versionId);
        const [page, fetched] = await Promise.all([worker.preview(request), files.current]);
        if (isCurrent) setPreviewed({ page, files: fetched, failure: null });
      } catch (thrown) {
        // The next change tries it again.
        files.current = null;
        if (isCurrent) setPreviewed((before) => ({ ...before, failure: errorMessage(toCodedError(thrown)) }));
      }
    };
    const timer = setTimeout(() => void ask(), previewed.page ? AFTER_MS : 0);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [wished, isWanted]);
  return previewed;
}
