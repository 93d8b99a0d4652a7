/** What is filled in to publish: kept with the project as it is typed. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PublicationSettings } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';

/** After so long without another letter it is stored in the project. */
const STORE_AFTER_MS = 300;

const BLANK: PublicationSettings = {
  title: '',
  lede: '',
  camera: true,
  explain: true,
  feedback: false,
  feedbackUrl: '',
  address: '',
};

type Draft = Partial<PublicationSettings>;

export interface SettingsForm {
  settings: PublicationSettings;
  change: (change: Partial<PublicationSettings>) => void;
}

/**
 * The settings of the project that is open when the view is made. What is typed is laid over what the project has, and
 * stored as that alone: another tab may be filling in the rest.
 */
export function useSettings(): SettingsForm {
  const session = useSession();
  const projectId = useRef(session.project.id).current;
  const draft = useRef(draftOf(projectId)).current;
  const typed = useSignal(draft.read());
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const store = () => {
    clearTimeout(waiting.current);
    const stored = typed.peek();
    if (!stored) return;
    void session.attempt(async () => {
      await session.change(projectId, ({ publication, ...now }) => ({
        ...now,
        publication: { ...BLANK, ...publication, ...stored },
      }));
      if (typed.peek() !== stored) return;
      typed.value = null;
      draft.clear();
    });
  };
  useEffect(() => {
    store();
    // Whoever leaves a field may be on the way to save the project: it is whole then.
    document.addEventListener('focusout', store);
    return () => {
      document.removeEventListener('focusout', store);
      store();
    };
  }, []);
  return {
    settings: { ...BLANK, ...session.project.publication, ...typed.value },
    change(change) {
      typed.value = { ...typed.peek(), ...change };
      draft.write(typed.value);
      clearTimeout(waiting.current);
      waiting.current = setTimeout(store, STORE_AFTER_MS);
    },
  };
}

/** What has been typed and is not in the project yet: written at once, for a page that is left waits for nothing. */
function draftOf(projectId: string) {
  const key = `kiln.publication.${projectId}`;
  return {
    read(): Draft | null {
      try {
        return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Draft | null;
      } catch {
        // Storage is switched off: then the project alone keeps it.
        return null;
      }
    },
    write(typed: Draft): void {
      try {
        sessionStorage.setItem(key, JSON.stringify(typed));
      } catch {
        // As above.
      }
    },
    clear(): void {
      try {
        sessionStorage.removeItem(key);
      } catch {
        // As above.
      }
    },
  };
}
