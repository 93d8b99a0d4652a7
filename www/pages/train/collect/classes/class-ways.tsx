/** The two ways into a class, side by side: the camera, and files or an album. */
import { isTouch } from '../../../../shared/dom.js';
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../../storage/index.js';
import { Icon } from '../../parts/icon.js';
import { useSession } from '../../parts/use-session.js';
import { FileButton } from '../intake/file-button.js';
import { addPictures } from '../intake.js';
import { clearSelection } from '../pictures/selection.js';
import { useRoom } from '../room.js';

export function ClassWays({ own }: { own: ProjectClass }) {
  const session = useSession();
  const room = useRoom();
  const isRecorded = room.recorded.value === own.id;
  const record = () => {
    // Its bar would lie over the camera.
    clearSelection(room);
    room.recorded.value = isRecorded ? null : own.id;
  };
  return (
    <div class="class-ways">
      <button type="button" class="button" data-testid="class-camera" aria-expanded={isRecorded} onClick={record}>
        <Icon name="camera" />
        {t('collect.add.camera')}
      </button>
      <FileButton
        class="button"
        accept="image/*,.zip,.tm"
        testId="class-files"
        onFiles={(files) => void addPictures(session, files, own.id)}
      >
        <Icon name="upload" />
        {t(isTouch() ? 'collect.add.album' : 'collect.add.files')}
      </FileButton>
    </div>
  );
}
