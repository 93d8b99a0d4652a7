/** A number of the settings. It is taken when the field is left; one that cannot be is mended, and that is said. */
import { useSignal } from '@preact/signals';
import { t, type MessageKey } from '../../../shared/i18n/index.js';
import { SETTING_RANGES } from '../../../types/core.js';

type SettingName = keyof typeof SETTING_RANGES;

const WHOLE: ReadonlySet<SettingName> = new Set([
  'epochs',
  'frozenEpochs',
  'batchSize',
  'hiddenUnits',
  'seed',
  'augmentation.variants',
  'earlyStopping',
]);

type Note = { key: 'at-most' | 'at-least'; limit: string } | { key: 'no-number'; value: string };

interface NumberFieldProps {
  name: SettingName;
  /** Null for an empty field. */
  value: number | null;
  onChange: (value: number) => void;
  /** Where the field may be left empty. */
  onEmpty?: () => void;
}

export function NumberField({ name, value, onChange, onEmpty }: NumberFieldProps) {
  /** What is typed and not taken yet: whatever is drawn anew meanwhile leaves it alone. */
  const typed = useSignal<string | null>(null);
  const note = useSignal<Note | null>(null);
  const { min, max } = SETTING_RANGES[name];
  const present = value === null ? '' : shown(value);
  const take = (input: HTMLInputElement) => {
    typed.value = null;
    note.value = null;
    const text = input.value.trim();
    if (text === '' && !input.validity.badInput && onEmpty) return onEmpty();
    if (text === '' || input.validity.badInput) {
      note.value = { key: 'no-number', value: present };
      // What is no number leaves the field's value empty, and empty it would stay.
      input.value = present;
      return undefined;
    }
    const wanted = WHOLE.has(name) ? Math.round(Number(text)) : Number(text);
    if (wanted > max) note.value = { key: 'at-most', limit: shown(max) };
    if (wanted < min) note.value = { key: 'at-least', limit: shown(min) };
    const taken = Number(shown(Math.min(max, Math.max(min, wanted))));
    input.value = shown(taken);
    return onChange(taken);
  };
  return (
    <label class="setting">
      <span>{t(`train.setting.${name}`)}</span>
      <input
        type="number"
        min={min}
        max={max}
        // Any number in the range may be typed.
        step="any"
        inputMode="decimal"
        data-testid={`setting-${name}`}
        aria-describedby={`help-${name} limit-${name}`}
        value={typed.value ?? present}
        onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        onChange={({ currentTarget }) => take(currentTarget)}
      />
      <small class="setting-limit" id={`limit-${name}`} data-testid={`limit-${name}`} role="status">
        {note.value && t(`train.setting.${note.value.key}`, { ...note.value })}
      </small>
      <small id={`help-${name}`}>{t(`train.setting.${name}.help` as MessageKey)}</small>
    </label>
  );
}

/** Single floats come with digits that nobody has typed. */
function shown(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(7)));
}
