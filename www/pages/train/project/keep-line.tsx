/** A quiet line where the browser does not promise to keep what is stored, with the way to keep it oneself. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import type { ProjectFiles } from './project-files.js';

export function KeepLine({ files }: { files: ProjectFiles }) {
  const session = useSession();
  const isPromised = useSignal(true);
  const hasPictures = session.isOpen && session.pictures.length > 0;
  useEffect(() => {
    // Asked once there is something to lose.
    if (hasPictures) void promise().then((is) => (isPromised.value = is));
  }, [hasPictures]);
  const [pictures, versions] = files.saved.value;
  const isSaved = pictures === session.pictures && versions === session.versions;
  if (!hasPictures || isPromised.value || isSaved) return null;
  return (
    <p class="keep-line" data-testid="keep-line">
      {t('project.not-promised')}{' '}
      <button type="button" class="text-button" onClick={() => files.save()}>
        {t('project.save')}
      </button>
    </p>
  );
}

/** Whether the browser promises to keep what is stored; asks it to where it has not yet. */
async function promise(): Promise<boolean> {
  const { storage } = navigator;
  try {
    return (await storage.persisted()) || (await storage.persist());
  } catch {
    // A browser that cannot be asked promises nothing.
    return false;
  }
}
