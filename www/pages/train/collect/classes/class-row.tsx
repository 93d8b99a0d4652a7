/** One class: its name, its pictures, the ways in. The whole row is the place to drop what belongs to it. */
import { t } from '../../../../shared/i18n/index.js';
import { isTouch } from '../../../../shared/dom.js';
import type { PictureRecord, ProjectClass } from '../../../../storage/index.js';
import { mayHoldFiles } from '../../../shell/dropped-files.js';
import { colourOf } from '../../parts/class-colour.js';
import { useDropTarget } from '../../parts/drop-target.js';
import { useSession } from '../../parts/use-session.js';
import { BurstNote } from './burst-note.js';
import { movePictures } from '../pictures/change-pictures.js';
import { ClassHead } from './class-head.js';
import { ClassWays } from './class-ways.js';
import { focusClass } from '../focus.js';
import { addDropped } from '../intake.js';
import { draggedPictures, holdsPictures } from '../pictures/picture-drag.js';
import { PictureGrid } from '../pictures/picture-grid.js';
import { RecorderRow } from '../camera/recorder.js';
import { ClassWords } from '../../words/class-words.js';
import { isSmallScreen, useRoom } from '../room.js';
import { clearSelection, select } from '../pictures/selection.js';

interface ClassRowProps {
  own: ProjectClass;
  position: number;
  /** Newest first. */
  pictures: readonly PictureRecord[];
  /** Those of them that are searched for; all where nothing is. */
  found: readonly PictureRecord[];
}

export function ClassRow({ own, position, pictures, found }: ClassRowProps) {
  const room = useRoom();
  const drop = useRowDrops(own);
  const use = () => (room.pasted.value = own.id);
  const isLarge = room.enlarged.value === own.id;
  const isRecorded = room.recorded.value === own.id;
  return (
    <article
      class={`class-row${own.isEnabled ? '' : ' is-off'}${isLarge ? ' is-large' : ''}`}
      data-testid="class-card"
      data-class={own.id}
      data-colour={colourOf(own, position)}
      aria-label={own.name}
      tabIndex={-1}
      onFocusIn={use}
      onPointerDown={use}
      onKeyDown={(event) =>
        selectAll(event, () =>
          select(
            room,
            found.map(({ id }) => id),
          ),
        )
      }
      {...drop}
    >
      <ClassHead own={own} position={position} count={pictures.length} />
      <ClassWords own={own} numPictures={pictures.length} />
      {found.length > 0 ? (
        <PictureGrid own={own} pictures={found} />
      ) : (
        <p class="drop-hint">{t(isTouch() ? 'collect.drop.touch' : 'collect.drop')}</p>
      )}
      <ClassWays own={own} />
      {isRecorded && !isSmallScreen() && <RecorderRow own={own} />}
      {!isRecorded && <BurstNote own={own} pictures={pictures} />}
    </article>
  );
}

/** Files are added, pictures of the project are moved. */
function useRowDrops({ id, name }: ProjectClass) {
  const session = useSession();
  const room = useRoom();
  return useDropTarget({
    label: t('collect.drop.into', { name }),
    accepts: (types) => mayHoldFiles(types) || holdsPictures(types),
    onDrop: (data) => {
      room.pasted.value = id;
      const dragged = draggedPictures(data);
      if (dragged.length === 0) return void addDropped(session, data, id);
      clearSelection(room);
      void movePictures(session, dragged, id).then(() => focusClass(id));
    },
  });
}

/** Ctrl+A within a row means its pictures; within its name, the name. */
function selectAll(event: KeyboardEvent, act: () => void): void {
  const isAll = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a';
  if (!isAll || event.defaultPrevented || (event.target as Element).matches('input, select')) return;
  event.preventDefault();
  act();
}
