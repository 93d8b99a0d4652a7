/** Everything a run can be told, with its range and a sentence on what it does. */
import { t, type MessageKey } from '../../../shared/i18n/index.js';
import { ARCHITECTURES, type ArchitectureId, type TrainingSettings } from '../../../types/core.js';
import { NumberField } from './number-field.js';
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
const SCHEDULES = ['constant', 'cosine'] as const;

interface FieldsProps {
  architecture: ArchitectureId;
  settings: TrainingSettings;
  onChange: (change: Partial<TrainingSettings>) => void;
}

export function SettingFields({ architecture, settings, onChange }: FieldsProps) {
  const isTransfer = ARCHITECTURES[architecture].layer !== null;
  const { augmentation } = settings;
  const augment = (change: Partial<typeof augmentation>) => onChange({ augmentation: { ...augmentation, ...change } });
  return (
    <>
      <h3>{t('train.settings')}</h3>
      <div class="setting-grid">
        {NUMBERS.filter((name) => isSettingOf(architecture, name)).map((name) => (
          <NumberField
            key={name}
            name={name}
            value={settings[name]}
            onChange={(value) => onChange({ [name]: value })}
          />
        ))}
        <Schedule value={settings.schedule} onChange={(schedule) => onChange({ schedule })} />
        <NumberField
          name="earlyStopping"
          value={settings.earlyStopping}
          onEmpty={() => onChange({ earlyStopping: null })}
          onChange={(earlyStopping) => onChange({ earlyStopping })}
        />
        <Switch name="classWeights" isOn={settings.classWeights} onChange={(is) => onChange({ classWeights: is })} />
      </div>
      <h3>{t('train.augmentation')}</h3>
      <p class="setting-note">{t(isTransfer ? 'train.augmentation.transfer' : 'train.augmentation.pixels')}</p>
      <div class="setting-grid">
        <Switch name="augmentation.flip" isOn={augmentation.flip} onChange={(flip) => augment({ flip })} />
        {AUGMENTATION.filter((name) => isSettingOf(architecture, `augmentation.${name}`)).map((name) => (
          <NumberField
            key={name}
            name={`augmentation.${name}`}
            value={augmentation[name]}
            onChange={(value) => augment({ [name]: value })}
          />
        ))}
      </div>
    </>
  );
}

interface SwitchProps {
  name: 'classWeights' | 'augmentation.flip';
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Switch({ name, isOn, onChange }: SwitchProps) {
  return (
    <label class="setting">
      <span>{t(`train.setting.${name}`)}</span>
      <input
        type="checkbox"
        data-testid={`setting-${name}`}
        aria-describedby={`help-${name}`}
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <small id={`help-${name}`}>{t(`train.setting.${name}.help` as MessageKey)}</small>
    </label>
  );
}

interface ScheduleProps {
  value: TrainingSettings['schedule'];
  onChange: (schedule: TrainingSettings['schedule']) => void;
}

function Schedule({ value, onChange }: ScheduleProps) {
  return (
    <label class="setting">
      <span>{t('train.setting.schedule')}</span>
      <select
        data-testid="setting-schedule"
        aria-describedby="help-schedule"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value === 'cosine' ? 'cosine' : 'constant')}
      >
        {SCHEDULES.map((schedule) => (
          <option key={schedule} value={schedule} selected={schedule === value}>
            {t(`train.schedule.${schedule}`)}
          </option>
        ))}
      </select>
      <small id="help-schedule">{t('train.setting.schedule.help')}</small>
    </label>
  );
}
