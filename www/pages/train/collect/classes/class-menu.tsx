/** The menu of a class as a whole: its use, its colour, its place, joining it with another, deleting it. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../../storage/index.js';
import { colourOf, NUM_COLOURS } from '../../parts/class-colour.js';
import { useSession } from '../../parts/use-session.js';
import { changeClass, mergeClass, moveClass, removeClass } from './change-classes.js';
import { FileButton } from '../intake/file-button.js';
import { addPictures } from '../intake.js';

interface ClassMenuProps {
  own: ProjectClass;
  position: number;
}

export function ClassMenu({ own, position }: ClassMenuProps) {
  const isOpen = useSignal(false);
  const menu = useRef<HTMLDivElement>(null);
  const id = `class-menu-${own.id}`;
  const close = () => menu.current?.hidePopover();
  return (
    <>
      <button
        type="button"
        class="icon-button class-more"
        data-testid="class-more"
        aria-label={t('collect.class.more', { name: own.name })}
        popoverTarget={id}
      >
        ⋯
      </button>
      {/* What it holds is made when it is opened: each lists all other classes. */}
      <div
        class="class-menu"
        data-testid="class-menu"
        id={id}
        popover="auto"
        ref={menu}
        onBeforeToggle={({ newState }) => (isOpen.value = newState === 'open')}
      >
        {isOpen.value && <Entries own={own} position={position} close={close} />}
      </div>
    </>
  );
}

interface EntriesProps extends ClassMenuProps {
  close: () => void;
}

function Entries({ own, position, close }: EntriesProps) {
  const session = useSession();
  const others = session.project.classes.filter(({ id }) => id !== own.id);
  const entry = (text: string, isPossible: boolean, act: () => Promise<unknown>) => (
    <button
      type="button"
      class="text-button"
      disabled={!isPossible}
      onClick={() => {
        close();
        void act();
      }}
    >
      {text}
    </button>
  );
  return (
    <>
      <label>
        <input
          type="checkbox"
          checked={own.isEnabled}
          onChange={({ currentTarget }) => void changeClass(session, own, { isEnabled: currentTarget.checked })}
        />
        {t('collect.class.enabled')}
      </label>
      <Palette own={own} position={position} />
      <FileButton
        class="text-button"
        isFolder
        onFiles={(files) => {
          close();
          void addPictures(session, files, own.id);
        }}
      >
        {t('collect.add.folder')}
      </FileButton>
      {entry(t('collect.class.first'), position > 0, () => moveClass(session, own, 0))}
      {entry(t('collect.class.earlier'), position > 0, () => moveClass(session, own, position - 1))}
      {entry(t('collect.class.later'), position < others.length, () => moveClass(session, own, position + 1))}
      {others.length > 0 && <Merge own={own} others={others} close={close} />}
      {entry(t('collect.class.delete', { name: own.name }), true, () => removeClass(session, own))}
    </>
  );
}

function Palette({ own, position }: ClassMenuProps) {
  const session = useSession();
  const chosen = colourOf(own, position);
  return (
    <fieldset class="palette">
      <legend>{t('collect.class.colour')}</legend>
      {Array.from({ length: NUM_COLOURS }, (_, colour) => (
        <input
          key={colour}
          type="radio"
          name={`colour-${own.id}`}
          data-colour={colour}
          aria-label={t('collect.class.colour.number', { number: colour + 1 })}
          checked={colour === chosen}
          onChange={() => void changeClass(session, own, { colour })}
        />
      ))}
    </fieldset>
  );
}

interface MergeProps {
  own: ProjectClass;
  others: readonly ProjectClass[];
  close: () => void;
}

function Merge({ own, others, close }: MergeProps) {
  const session = useSession();
  const merge = (targetId: string) => {
    close();
    void mergeClass(session, own, targetId);
  };
  return (
    <select
      aria-label={t('collect.class.merge')}
      value=""
      onChange={({ currentTarget }) => currentTarget.value && merge(currentTarget.value)}
    >
      <option value="">{t('collect.class.merge')}</option>
      {others.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
