/** What has just been recorded, newest first, each with a button that takes it out again. */
import { useRef } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import { Icon } from '../../parts/icon.js';
import { Thumbnail } from '../../parts/thumbnail.js';
import { useSession } from '../../parts/use-session.js';
import { removeWithUndo } from '../remove-pictures.js';

/** Older ones are in the row of the class. */
const NUM_SHOWN = 12;

export function Filmstrip({ bursts }: { bursts: readonly string[] }) {
  const session = useSession();
  const list = useRef<HTMLUListElement>(null);
  const taken = session.pictures.filter(({ burst }) => burst !== undefined && bursts.includes(burst));
  const shown = taken.slice(-NUM_SHOWN).reverse();
  const remove = async (id: string) => {
    const at = shown.findIndex((picture) => picture.id === id);
    const next = shown[at + 1] ?? shown[at - 1];
    await removeWithUndo(session, [id]);
    list.current?.querySelector<HTMLElement>(`[data-shot="${next?.id}"]`)?.focus();
  };
  return (
    <ul class="filmstrip" ref={list} role="list" aria-label={t('capture.filmstrip')} data-testid="filmstrip">
      {shown.map(({ id, name }) => (
        <li key={id}>
          <Thumbnail pictureId={id} alt={name} />
          <button
            type="button"
            class="filmstrip-remove"
            data-shot={id}
            aria-label={t('collect.picture.remove', { name })}
            onClick={() => void remove(id)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
