/** One picture in full, and the way to the others: what it is called, which class it is in, what is done with it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import { isTouch } from '../../../../shared/dom.js';
import type { PictureRecord } from '../../../../storage/index.js';
import { laterPart } from '../../parts/later.js';
import { useSession } from '../../parts/use-session.js';
import type { Session } from '../../project/session.js';
import { ClassChoice } from './class-choice.js';
import { toggleTest } from './change-pictures.js';
import { focusClass, focusPicture } from '../focus.js';
import { actOnKey } from './picture-keys.js';
import { removeWithUndo } from '../remove-pictures.js';
import { useRoom, type OpenPicture } from '../room.js';

export function PictureDialog({ open }: { open: OpenPicture }) {
  const session = useSession();
  const room = useRoom();
  const dialog = useRef<HTMLDialogElement>(null);
  const there = new Map(session.pictures.map((picture) => [picture.id, picture]));
  const among = open.among.filter((id) => there.has(id));
  const position = among.indexOf(open.id);
  const picture = there.get(open.id);
  const SimilarPictures = laterPart('SimilarPictures');
  // While it is open nothing behind it takes the focus: first it closes, then it is taken away.
  const close = () => dialog.current?.close();
  const turn = (step: number) => {
    const id = among[position + step];
    if (id !== undefined) room.open.value = { ...open, id, isSimilarAsked: false };
    return id !== undefined;
  };
  const go = (id: string, among: readonly string[]) => {
    room.open.value = { ...open, id, among, isSimilarAsked: false };
    // What was pressed has gone with the pictures that were like the one before.
    dialog.current?.focus();
    dialog.current?.scrollTo({ top: 0 });
  };
  const leave = (removed: Promise<unknown>) => {
    if (turn(1) || turn(-1)) return;
    close();
    // Its place in the row goes with it.
    void removed.then(() => focusClass(picture?.classId ?? ''));
  };
  useEffect(() => {
    dialog.current?.showModal();
    // Not one of its buttons, nor the class: what is pressed first is to turn to the next picture.
    dialog.current?.focus();
  }, []);
  if (!picture) return null;
  return (
    <dialog
      ref={dialog}
      class="dialog picture-dialog"
      data-testid="picture-dialog"
      aria-label={picture.name}
      tabIndex={-1}
      onKeyDown={(event) => pressKey(event, picture, session, turn, leave)}
      onClose={() => {
        room.open.value = null;
        if (open.opener?.isConnected) open.opener.focus({ preventScroll: true });
        else focusPicture(open.id, picture.classId);
      }}
    >
      <header class="picture-head">
        <h3>{picture.name}</h3>
        <p data-testid="picture-position">
          {t('collect.picture.position', { position: position + 1, count: among.length })}
        </p>
      </header>
      <FullPicture key={picture.id} picture={picture} />
      <div class="picture-turn">
        <button type="button" class="text-button" disabled={position <= 0} onClick={() => turn(-1)}>
          {t('collect.picture.previous')}
        </button>
        <button type="button" class="text-button" disabled={position + 1 >= among.length} onClick={() => turn(1)}>
          {t('collect.picture.next')}
        </button>
      </div>
      <ClassChoice picture={picture} />
      <PictureButtons picture={picture} leave={leave} close={close} />
      {SimilarPictures && (
        <SimilarPictures key={picture.id} picture={picture} isAsked={open.isSimilarAsked ?? false} onGo={go} />
      )}
      {!isTouch() && <p class="picture-keys">{t('collect.picture.keys')}</p>}
    </dialog>
  );
}

/** Wherever in the dialog the keyboard is. */
function pressKey(
  event: KeyboardEvent,
  picture: PictureRecord,
  session: Session,
  turn: (step: number) => unknown,
  leave: (removed: Promise<unknown>) => void,
): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const acted = step === undefined ? actOnKey(event, session, [picture.id]) : null;
  if (step !== undefined) turn(step);
  if (acted?.action === 'remove') leave(acted.done);
  if (step !== undefined || acted) event.preventDefault();
}

interface PictureButtonsProps {
  picture: PictureRecord;
  /** Turns to another picture; closes the dialog where there is none. */
  leave: (removed: Promise<unknown>) => void;
  close: () => void;
}

function PictureButtons({ picture: { id, name, isTest = false }, leave, close }: PictureButtonsProps) {
  const session = useSession();
  const remove = () => leave(removeWithUndo(session, [id]));
  return (
    <div class="picture-buttons">
      <button type="button" class="button" aria-pressed={isTest} onClick={() => void toggleTest(session, [id])}>
        {t('collect.picture.test.short')}
      </button>
      <button type="button" class="button" aria-label={t('collect.picture.remove', { name })} onClick={remove}>
        {t('collect.picture.remove.short')}
      </button>
      <button type="button" class="button is-primary" data-testid="picture-done" onClick={close}>
        {t('collect.picture.done')}
      </button>
    </div>
  );
}

function FullPicture({ picture: { id, name } }: { picture: PictureRecord }) {
  const session = useSession();
  const address = useSignal<string | null>(null);
  useEffect(() => {
    let isShown = true;
    void session.attempt(async () => {
      const { picture } = await session.store.pictureFiles(id);
      if (isShown) address.value = URL.createObjectURL(picture);
    });
    return () => {
      isShown = false;
      if (address.peek()) URL.revokeObjectURL(address.peek() ?? '');
    };
  }, []);
  return <div class="picture-full">{address.value && <img src={address.value} alt={name} />}</div>;
}
