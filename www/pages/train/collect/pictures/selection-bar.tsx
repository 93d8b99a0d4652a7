/** What is done with the selected pictures together. */
import { t } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';
import { movePictures, toggleTest } from './change-pictures.js';
import { focusClass } from '../focus.js';
import { removeWithUndo } from '../remove-pictures.js';
import { useRoom } from '../room.js';
import { clearSelection, selectedIds } from './selection.js';

export function SelectionBar() {
  const session = useSession();
  const room = useRoom();
  const ids = selectedIds(room, session);
  const [first] = ids;
  if (first === undefined) return null;
  const classId = session.pictures.find(({ id }) => id === first)?.classId ?? '';
  // What was pressed goes with the selection: the row takes the focus.
  const end = async (work: Promise<unknown> | null, target = classId) => {
    await work;
    clearSelection(room);
    focusClass(target);
  };
  return (
    <div class="selection-bar" role="group" aria-label={t('collect.selection')} data-testid="selection-bar">
      <p role="status">{t('collect.selected', { count: ids.length })}</p>
      <select
        data-testid="selection-move"
        aria-label={t('collect.selection.move')}
        value=""
        onChange={({ currentTarget: { value } }) => value && void end(movePictures(session, ids, value), value)}
      >
        <option value="">{t('collect.selection.move')}</option>
        {session.project.classes.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="text-button"
        data-testid="selection-test"
        onClick={() => void toggleTest(session, ids)}
      >
        {t('collect.picture.test.short')}
      </button>
      <button
        type="button"
        class="text-button"
        data-testid="selection-remove"
        onClick={() => void end(removeWithUndo(session, ids))}
      >
        {t('collect.picture.remove.short')}
      </button>
      <button type="button" class="text-button" data-testid="selection-clear" onClick={() => void end(null)}>
        {t('collect.selection.clear')}
      </button>
    </div>
  );
}
