/** Everything a run can be told, with its range and a sentence on what it does. */
import { t, type MessageKey } from '../../../shared/i18n/index.js';
import { ARCHITECTURES, SETTING_RANGES, type ArchitectureId, type TrainingSettings } from '../../../types/core.js';
import { el } from '../../../shared/dom.js';
import { isSettingOf } from './settings-of.js';

const NUMBERS = [
  'epochs',
  'frozenEpochs',
  'batchSize',
  'learningRate',
  'backboneLearningRate',
  'hiddenUnits',
  'dropout',
  'weightDecay',
  'validationShare',
  'seed',
] as const;
const AUGMENTATION = ['crop', 'rotate', 'brightness', 'variants'] as const;
const WHOLE: readonly string[] = [
  'epochs',
  'frozenEpochs',
  'batchSize',
  'hiddenUnits',
  'seed',
  'augmentation.variants',
  'earlyStopping',
];

export class SettingsPanel {
  readonly element = el('details', { class: 'settings' });
  /** The settings that are shown. */
  #settings: TrainingSettings | null = null;
  readonly #onChange: (settings: TrainingSettings) => void;

  constructor(onChange: (settings: TrainingSettings) => void) {
    this.#onChange = onChange;
  }

  render(settings: TrainingSettings, architecture: ArchitectureId): void {
    this.#settings = settings;
    const isTransfer = ARCHITECTURES[architecture].layer !== null;
    const numbers = NUMBERS.filter((name) => isSettingOf(architecture, name)).map((name) =>
      this.#number(name, settings[name], (value) => ({ [name]: value })),
    );
    const offered = AUGMENTATION.filter((name) => isSettingOf(architecture, `augmentation.${name}`));
    const changes = offered.map((name) =>
      this.#number(`augmentation.${name}`, settings.augmentation[name], (value) => this.#augmented({ [name]: value })),
    );
    const reset = el('button', {
      class: 'text-button',
      text: t('train.settings.reset'),
      onClick: () => {
        const { defaults } = ARCHITECTURES[architecture];
        this.render(defaults, architecture);
        this.#onChange(defaults);
      },
    });
    this.element.replaceChildren(
      el('summary', { text: t('train.settings') }),
      el(
        'div',
        { class: 'setting-grid' },
        ...numbers,
        this.#schedule(settings),
        this.#earlyStopping(settings),
        this.#checkbox('classWeights', settings.classWeights, (classWeights) => ({ classWeights })),
      ),
      el('h3', { text: t('train.augmentation') }),
      el('p', {
        class: 'setting-note',
        text: t(isTransfer ? 'train.augmentation.transfer' : 'train.augmentation.pixels'),
      }),
      el(
        'div',
        { class: 'setting-grid' },
        this.#checkbox('augmentation.flip', settings.augmentation.flip, (flip) => this.#augmented({ flip })),
        ...changes,
      ),
      reset,
    );
  }

  #augmented(change: Partial<TrainingSettings['augmentation']>): Partial<TrainingSettings> {
    const { augmentation } = this.#settings ?? {};
    return augmentation ? { augmentation: { ...augmentation, ...change } } : {};
  }

  #change(change: Partial<TrainingSettings>): void {
    if (!this.#settings) return;
    this.#settings = { ...this.#settings, ...change };
    this.#onChange(this.#settings);
  }

  #number(
    name: keyof typeof SETTING_RANGES,
    value: number,
    change: (value: number) => Partial<TrainingSettings>,
  ): HTMLElement {
    const range = SETTING_RANGES[name];
    const input = el('input', {
      attributes: {
        type: 'number',
        min: String(range.min),
        max: String(range.max),
        // Any number in the range may be typed.
        step: 'any',
        inputmode: 'decimal',
        'aria-describedby': `help-${name} limit-${name}`,
      },
      testId: `setting-${name}`,
    });
    input.value = shown(value);
    const said = limitNote(name);
    let last = input.value;
    input.addEventListener('change', () => {
      const isNumber = input.value.trim() !== '' && !input.validity.badInput;
      if (!isNumber) said.textContent = t('train.setting.no-number', { value: last });
      else last = String(within(Number(input.value), input, said, WHOLE.includes(name)));
      input.value = last;
      if (isNumber) this.#change(change(Number(last)));
    });
    return this.#row(name, input, said);
  }

  #checkbox(name: string, isChecked: boolean, change: (isChecked: boolean) => Partial<TrainingSettings>): HTMLElement {
    const attributes = { type: 'checkbox', 'aria-describedby': `help-${name}` };
    const input = el('input', { attributes, testId: `setting-${name}` });
    input.checked = isChecked;
    input.addEventListener('change', () => this.#change(change(input.checked)));
    return this.#row(name, input);
  }

  #schedule({ schedule }: TrainingSettings): HTMLElement {
    const options = (['constant', 'cosine'] as const).map((value) => {
      const option = el('option', { text: t(`train.schedule.${value}`), attributes: { value } });
      option.selected = value === schedule;
      return option;
    });
    const attributes = { 'aria-describedby': 'help-schedule' };
    const choice = el('select', { attributes, testId: 'setting-schedule' }, ...options);
    choice.addEventListener('change', () =>
      this.#change({ schedule: choice.value === 'cosine' ? 'cosine' : 'constant' }),
    );
    return this.#row('schedule', choice);
  }

  /** Empty never stops early. */
  #earlyStopping({ earlyStopping }: TrainingSettings): HTMLElement {
    const { min, max } = SETTING_RANGES.earlyStopping;
    const attributes = {
      type: 'number',
      min: String(min),
      max: String(max),
      'aria-describedby': 'help-earlyStopping limit-earlyStopping',
    };
    const input = el('input', { attributes, testId: 'setting-earlyStopping' });
    input.value = earlyStopping === null ? '' : String(earlyStopping);
    const said = limitNote('earlyStopping');
    input.addEventListener('change', () => {
      const isSet = input.value.trim() !== '';
      const value = isSet ? within(Number(input.value), input, said, true) : null;
      if (!isSet) said.textContent = '';
      input.value = value === null ? '' : String(value);
      this.#change({ earlyStopping: value });
    });
    return this.#row('earlyStopping', input, said);
  }

  #row(name: string, input: HTMLElement, said: HTMLElement | null = null): HTMLElement {
    const help = el('small', {
      text: t(`train.setting.${name}.help` as MessageKey),
      attributes: { id: `help-${name}` },
    });
    return el(
      'label',
      { class: 'setting' },
      el('span', { text: t(`train.setting.${name}` as MessageKey) }),
      input,
      said,
      help,
    );
  }
}

/** The place where a field says what it made of a number that it could not take as it was. */
function limitNote(name: string): HTMLElement {
  return el('small', {
    class: 'setting-limit',
    testId: `limit-${name}`,
    attributes: { id: `limit-${name}`, role: 'status' },
  });
}

/** The number, or the limit it goes beyond, which `said` then names. */
function within(typed: number, { min, max }: HTMLInputElement, said: HTMLElement, isWhole: boolean): number {
  const value = isWhole ? Math.round(typed) : typed;
  const [least, most] = [Number(min), Number(max)];
  if (value > most) said.textContent = t('train.setting.at-most', { limit: shown(most) });
  else if (value < least) said.textContent = t('train.setting.at-least', { limit: shown(least) });
  else said.textContent = '';
  return Number(shown(Math.min(most, Math.max(least, value))));
}

/** Single floats come with digits that nobody has typed. */
function shown(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(7)));
}
