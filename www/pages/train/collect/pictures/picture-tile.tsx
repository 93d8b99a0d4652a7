/** One picture among the others of its class. What happens to it, its grid hears. */
import { useComputed } from '@preact/signals';
import { isTouch } from '../../../../shared/dom.js';
import { t } from '../../../../shared/i18n/index.js';
import type { PictureRecord } from '../../../../storage/index.js';
import { Icon } from '../../parts/icon.js';
import { Thumbnail } from '../../parts/thumbnail.js';
import { useRoom } from '../room.js';

interface PictureTileProps {
  picture: PictureRecord;
  /** Whether the tab key stops here: at one picture of each class. */
  isStop: boolean;
}

export function PictureTile({ picture, isStop }: PictureTileProps) {
  const room = useRoom();
  const isSelected = useComputed(() => room.selected.value.has(picture.id));
  const { id, name, isTest, origin } = picture;
  return (
    <li
      role="option"
      aria-selected={isSelected.value}
      aria-label={isTest ? t('collect.picture.is-test', { name }) : name}
      title={name}
      tabIndex={isStop ? 0 : -1}
      // On a touch screen a long press selects.
      draggable={!isTouch()}
      data-picture={id}
      data-testid="picture-open"
    >
      <Thumbnail pictureId={id} alt={name} />
      {isTest && <span class="thumbnail-mark is-test">{t('collect.picture.test.short')}</span>}
      {origin === 'reader' && (
        <span class="thumbnail-mark" data-testid="picture-origin" title={t('readers.origin.help')}>
          {t('readers.origin')}
        </span>
      )}
      {/* For the mouse alone: the keyboard has the Delete key, and fingers have the bar and the picture in full. */}
      <span class="thumbnail-remove" aria-hidden="true" title={t('collect.picture.remove', { name })}>
        <Icon name="close" />
      </span>
    </li>
  );
}
