/** What is filled in to publish: kept with the project as it is typed. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PublicationSettings } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';

/** After so long without another letter it is stored; leaving the page does not wait for that. */
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
  const settings = useSignal<PublicationSettings>({ ...BLANK, ...session.project.publication });
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const store = () => {
    if (waiting.current === undefined) return;
    clearTimeout(waiting.current);
    waiting.current = undefined;
    void session.attempt(() => session.remember(projectId, { publication: settings.peek() }));
  };
  useEffect(() => {
    addEventListener('pagehide', store);
    return () => {
      removeEventListener('pagehide', store);
      store();
    };
  }, []);
  return {
    settings: settings.value,
    change(change) {
      settings.value = { ...settings.peek(), ...change };
      clearTimeout(waiting.current);
      waiting.current = setTimeout(store, STORE_AFTER_MS);
    },
  };
}
