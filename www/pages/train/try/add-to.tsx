/** "Add to …": a picture that was tried becomes one to learn from, and mends the model where it was wrong. */
import { t } from '../../../shared/i18n/index.js';
import { Menu } from '../parts/menu.js';
import { useSession } from '../parts/use-session.js';
import { addPictures } from '../collect/intake.js';
import type { Tried } from './tried.js';

interface AddToProps {
  /** The picture, asked for when a class is chosen; null while there is none. */
  picture: () => Tried | null;
}

export function AddTo({ picture }: AddToProps) {
  const session = useSession();
  return (
    <Menu label={t('try.add')} testId="try-add">
      {session.project.classes.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          class="text-button"
          onClick={() => {
            const tried = picture();
            if (tried) void addPictures(session, [{ path: tried.name, file: tried.picture }], id);
          }}
        >
          {name}
        </button>
      ))}
    </Menu>
  );
}
