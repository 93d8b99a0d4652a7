/** The class of a picture, and the others it can be put into: nine have a key, further ones a list. */
import { t } from '../../../../shared/i18n/index.js';
import { formatNumber } from '../../../../shared/i18n/format.js';
import type { PictureRecord } from '../../../../storage/index.js';
import { colourOf } from '../../parts/class-colour.js';
import { useSession } from '../../parts/use-session.js';
import { movePictures } from './change-pictures.js';
import { NUM_CLASS_KEYS } from './picture-keys.js';

export function ClassChoice({ picture }: { picture: PictureRecord }) {
  const session = useSession();
  const { classes } = session.project;
  const move = (classId: string) => void movePictures(session, [picture.id], classId);
  return (
    <div class="class-choice" role="group" aria-label={t('collect.picture.class')} data-testid="picture-class">
      {classes.slice(0, NUM_CLASS_KEYS).map((known, position) => (
        <button
          key={known.id}
          type="button"
          class="class-chip"
          data-colour={colourOf(known, position)}
          aria-pressed={known.id === picture.classId}
          onClick={() => move(known.id)}
        >
          <kbd>{formatNumber(position + 1)}</kbd> {known.name}
        </button>
      ))}
      {classes.length > NUM_CLASS_KEYS && (
        <select
          aria-label={t('collect.picture.class')}
          value={picture.classId}
          // An arrow would move the picture with each press: the list opens instead.
          onKeyDown={(event) => {
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            event.currentTarget.showPicker();
          }}
          onChange={({ currentTarget }) => move(currentTarget.value)}
        >
          {classes.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
