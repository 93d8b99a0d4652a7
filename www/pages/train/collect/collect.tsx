/** The room where pictures are collected: the classes, what came in, what is worth a look. */
import { useEffect, useMemo } from 'preact/hooks';
import { isTouch } from '../../../shared/dom.js';
import { t } from '../../../shared/i18n/index.js';
import { mayHoldFiles } from '../../shell/dropped-files.js';
import { askedPicture } from '../parts/asked-picture.js';
import { useDropTarget } from '../parts/drop-target.js';
import { useSession } from '../parts/use-session.js';
import { ClassRow } from './classes/class-row.js';
import { ClassSearch } from './classes/class-search.js';
import { Findings } from './findings/findings.js';
import { addDropped } from './intake.js';
import { IntakeStatus } from './intake/intake-status.js';
import { LayoutChooser } from './intake/layout-chooser.js';
import { Marquee, useMarquee } from './pictures/marquee.js';
import { usePaste } from './intake/paste.js';
import { holdsPictures } from './pictures/picture-drag.js';
import { PictureDialog } from './pictures/picture-dialog.js';
import { useClasses } from './classes/project-classes.js';
import { useRowLimit } from './classes/row-limit.js';
import { RecorderScreen } from './camera/recorder.js';
import { createRoom, isSmallScreen, RoomContext, useRoom } from './room.js';
import { RoomActions } from './room-actions.js';
import { SelectionBar } from './pictures/selection-bar.js';

export function Collect() {
  const session = useSession();
  if (!session.isOpen) return null;
  return <OpenProject key={session.project.id} />;
}

function OpenProject() {
  const session = useSession();
  const room = useMemo(createRoom, []);
  // Beside the rows: folders and zips make classes of their own.
  const drop = useDropTarget({
    label: t('collect.drop.room'),
    accepts: (types) => mayHoldFiles(types) && !holdsPictures(types),
    onDrop: (data) => void addDropped(session, data, null),
  });
  return (
    <RoomContext.Provider value={room}>
      <div class="collect" {...drop}>
        <ClassSearch />
        <ClassRows />
        <SelectionBar />
        <RoomActions />
        <IntakeStatus />
        <Findings />
      </div>
      <OpenParts />
    </RoomContext.Provider>
  );
}

function ClassRows() {
  const room = useRoom();
  const shown = useClasses();
  const { rows, numMore, numNext, showMore } = useRowLimit(shown);
  const marquee = useMarquee();
  usePaste();
  return (
    <div class="class-rows" ref={marquee.root} onPointerDown={marquee.onPointerDown}>
      {rows.map((props) => (
        <ClassRow key={props.own.id} {...props} />
      ))}
      {numMore > 0 && (
        <button type="button" class="text-button" data-testid="classes-more" onClick={showMore}>
          {t('collect.classes.more', { count: numNext, total: numMore })}
        </button>
      )}
      {shown.length === 0 && <p>{t('collect.search.none', { query: room.query.value })}</p>}
      {!isTouch() && <Marquee box={marquee.box} />}
    </div>
  );
}

/** What lies over the rows while it is open: a question, a picture in full, the camera of a phone. */
function OpenParts() {
  const session = useSession();
  const room = useRoom();
  const recorded = session.project.classes.find(({ id }) => id === room.recorded.value);
  const open = session.pictures.some(({ id }) => id === room.open.value?.id) ? room.open.value : null;
  useEffect(() => {
    // What has been deleted meanwhile does not open again when it comes back.
    if (!recorded) room.recorded.value = null;
    if (!open) room.open.value = null;
  }, [recorded, open]);
  const asked = askedPicture.value;
  useEffect(() => {
    if (!asked) return;
    room.open.value = asked;
    askedPicture.value = null;
  }, [asked]);
  return (
    <>
      <LayoutChooser />
      {open && <PictureDialog open={open} />}
      {recorded && isSmallScreen() && <RecorderScreen own={recorded} />}
    </>
  );
}
