/** What is done with the room as a whole: a further class, classes out of folders and zips, doubtful pictures. */
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import { addClass } from './classes/change-classes.js';
import { FileButton } from './intake/file-button.js';
import { focusName } from './focus.js';
import type { GivenFile } from '../../../engine/index.js';
import { addPictures } from './intake.js';

export function RoomActions() {
  const session = useSession();
  const take = (files: GivenFile[]) => void addPictures(session, files, null);
  return (
    <div class="collect-actions">
      <button
        type="button"
        class="button"
        data-testid="class-add"
        onClick={() => void addClass(session).then((id) => focusName(id))}
      >
        {t('collect.class.add')}
      </button>
      <FileButton class="text-button" testId="folders-input" isFolder onFiles={take}>
        {t('collect.folders')}
      </FileButton>
      <FileButton class="text-button" testId="zip-input" accept=".zip,.tm" onFiles={take}>
        {t('collect.zip')}
      </FileButton>
      {session.pictures.length > 0 && (
        <a class="text-button" href="#wrong-class" data-testid="find-mislabelled">
          {t('collect.mislabelled')}
        </a>
      )}
    </div>
  );
}
