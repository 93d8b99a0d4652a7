/** What readers said, read from storage: anew when versions change and whenever somebody says that it has changed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FeedbackReportOf, TrayNote } from '../../../engine/index.js';
import type { ReaderFeedback } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';
import type { Session } from '../project/session.js';

interface Read {
  isEmpty: boolean;
  reports: FeedbackReportOf[];
  /** The entries whose pictures nobody has accepted or rejected yet. */
  waiting: ReaderFeedback[];
  notes: TrayNote[];
}

export interface ReadFeedback extends Read {
  /** Resolves once what has been read is shown. */
  reload: () => Promise<void>;
}

const NOTHING: Read = { isEmpty: true, reports: [], waiting: [], notes: [] };

/** For the project that is open when the view is made. */
export function useFeedback(): ReadFeedback {
  const session = useSession();
  const projectId = useRef(session.project.id).current;
  const [known, setKnown] = useState(NOTHING);
  /** The latest reading: what an earlier one brings later is old. */
  const latest = useRef<symbol | null>(null);
  const reload = async () => {
    const own = Symbol();
    latest.current = own;
    await session.attempt(async () => {
      const read = await readFeedback(session, projectId);
      if (latest.current === own) setKnown(read);
    });
  };
  const versionIds = session.versions.map(({ id }) => id).join(' ');
  useEffect(() => {
    void reload();
    return () => {
      latest.current = null;
    };
  }, [versionIds]);
  return { ...known, reload };
}

async function readFeedback({ store, worker }: Session, projectId: string): Promise<Read> {
  const entries = await store.readers.feedback(projectId);
  // The worker need not be started for a project that nobody has given feedback on.
  if (entries.length === 0) return NOTHING;
  const waiting = entries.filter(({ review }) => review === 'waiting');
  const reports = await worker.feedbackReports(projectId);
  const notes = waiting.length > 0 ? await worker.trayNotes(projectId) : [];
  return { isEmpty: false, reports, waiting, notes };
}
