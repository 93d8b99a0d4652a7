/** What a class lacks whose pictures all come from one recording: they stay together, so that none can be kept back. */
import { t } from '../../../../shared/i18n/index.js';
import type { PictureRecord, ProjectClass } from '../../../../storage/index.js';
import { useRoom } from '../room.js';

interface BurstNoteProps {
  own: ProjectClass;
  pictures: readonly PictureRecord[];
}

export function BurstNote({ own, pictures }: BurstNoteProps) {
  const room = useRoom();
  const [first] = pictures;
  const isOneBurst = first?.burst !== undefined && pictures.every(({ burst }) => burst === first.burst);
  if (!isOneBurst || pictures.length < 2) return null;
  return (
    <p class="class-note" data-testid="burst-note">
      {t('collect.burst', { count: pictures.length })}{' '}
      <button type="button" class="text-button" onClick={() => (room.recorded.value = own.id)}>
        {t('collect.burst.again')}
      </button>
    </p>
  );
}
