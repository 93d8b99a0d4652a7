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

export interface SettingsForm {
  settings: PublicationSettings;
  change: (change: Partial<PublicationSettings>) => void;
}

/** The settings of the project that is open when the view is made. */
export function useSettings(): SettingsForm {
  const session = useSession();
  const projectId = useRef(session.project.id).current;
  const draft = useRef(draftOf(projectId)).current;
  const settings = useSignal<PublicationSettings>({ ...BLANK, ...session.project.publication, ...draft.read() });
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const store = () => {
    clearTimeout(waiting.current);
    const stored = settings.peek();
    void session.attempt(async () => {
      await session.remember(projectId, { publication: stored });
      if (settings.peek() === stored) draft.clear();
    });
  };
  useEffect(() => {
    if (draft.read()) store();
    return () => void (draft.read() && store());
  }, []);
  return {
    settings: settings.value,
    change(change) {
      settings.value = { ...settings.peek(), ...change };
      draft.write(settings.peek());
      clearTimeout(waiting.current);
      waiting.current = setTimeout(store, STORE_AFTER_MS);
    },
  };
}

/** What has been typed and is not in the project yet: written at once, for a page that is left waits for nothing. */
function draftOf(projectId: string) {
  const key = `kiln.publication.${projectId}`;
  return {
    read(): Partial<PublicationSettings> | null {
      try {
        return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Partial<PublicationSettings> | null;
      } catch {
        // Storage is switched off: then the project alone keeps it.
        return null;
      }
    },
    write(settings: PublicationSettings): void {
      try {
        sessionStorage.setItem(key, JSON.stringify(settings));
      } catch {
        // As above.
      }
    },
    clear: () => sessionStorage.removeItem(key),
  };
}
