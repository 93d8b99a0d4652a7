/** Putting pictures into a class other than the reader's. */
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../../storage/index.js';

interface ClassChoiceProps {
  classes: readonly ProjectClass[];
  isDisabled?: boolean;
  tabIndex?: number;
  onChoice: (classId: string) => void;
}

export function ClassChoice({ classes, isDisabled = false, tabIndex = 0, onChoice }: ClassChoiceProps) {
  return (
    <select
      data-testid="tray-into"
      aria-label={t('readers.tray.into')}
      disabled={isDisabled}
      tabIndex={tabIndex}
      value=""
      onChange={({ currentTarget }) => {
        const { value } = currentTarget;
        // It is a command, not a state: nothing stays chosen.
        currentTarget.value = '';
        if (value) onChoice(value);
      }}
    >
      <option value="">{t('readers.tray.into')}</option>
      {classes.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
