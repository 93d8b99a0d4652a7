/** The two ways into a class, side by side: the camera, and files or an album. */
import { isTouch } from '../../../../shared/dom.js';
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../../storage/index.js';
import { Icon } from '../../parts/icon.js';
import { useSession } from '../../parts/use-session.js';
import { FileButton } from '../intake/file-button.js';
import { addPictures } from '../intake.js';
import { useRoom } from '../room.js';

export function ClassWays({ own }: { own: ProjectClass }) {
  const session = useSession();
  const room = useRoom();
  const isRecorded = room.recorded.value === own.id;
  return (
    <div class="class-ways">
      <button
        type="button"
        class="button"
        data-testid="class-camera"
        aria-expanded={isRecorded}
        onClick={() => (room.recorded.value = isRecorded ? null : own.id)}
      >
        <Icon name="camera" />
        {t('collect.add.camera')}
      </button>
      <FileButton
        class="button"
        accept="image/*,.zip"
        testId="class-files"
        onFiles={(files) => void addPictures(session, files, own.id)}
      >
        <Icon name="upload" />
        {t(isTouch() ? 'collect.add.album' : 'collect.add.files')}
      </FileButton>
    </div>
  );
}
