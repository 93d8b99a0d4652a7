/** The line above the pictures of a class: colour, name, number, menu. */
import { isTouch } from '../../../../shared/dom.js';
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../../storage/index.js';
import { MAX_CLASS_NAME_CHARS } from '../../../../types/core.js';
import { useSession } from '../../parts/use-session.js';
import { useTyped } from '../../parts/use-typed.js';
import { changeClass } from './change-classes.js';
import { ClassMenu } from './class-menu.js';
import { PASTE_KEY } from '../intake/paste.js';
import { useRoom } from '../room.js';

interface ClassHeadProps {
  own: ProjectClass;
  position: number;
  count: number;
}

export function ClassHead({ own, position, count }: ClassHeadProps) {
  const room = useRoom();
  const isLarge = room.enlarged.value === own.id;
  const isPasted = room.pasted.value === own.id && !isTouch();
  return (
    <header class="class-head">
      <span class="class-colour" aria-hidden="true" />
      <ClassName own={own} />
      <p class="class-count" data-testid="class-count">
        {t('collect.class.pictures', { count })}
      </p>
      {!own.isEnabled && <p class="class-off">{t('collect.class.off')}</p>}
      {isPasted && <kbd title={t('collect.paste.here')}>{PASTE_KEY}</kbd>}
      {isLarge && (
        <button
          type="button"
          class="text-button"
          data-testid="class-smaller"
          onClick={() => (room.enlarged.value = null)}
        >
          {t('collect.class.smaller')}
        </button>
      )}
      <ClassMenu own={own} position={position} />
    </header>
  );
}

function ClassName({ own }: { own: ProjectClass }) {
  const session = useSession();
  const typed = useTyped(own.name, (name) => void changeClass(session, own, renamed(own, name)));
  return (
    <input
      class="class-name"
      data-testid="class-name"
      aria-label={t('collect.class.name')}
      maxLength={MAX_CLASS_NAME_CHARS}
      {...typed}
    />
  );
}

/** What the former name was said to mean is not what the new one means. */
function renamed({ sense }: ProjectClass, name: string): Partial<ProjectClass> {
  return sense === undefined ? { name } : { name, sense: undefined };
}
