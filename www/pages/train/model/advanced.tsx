/** Model, settings and device: what hardly anybody needs to change. */
import { t } from '../../../shared/i18n/index.js';
import { ARCHITECTURES } from '../../../types/core.js';
import { DeviceChoice } from './device-choice.js';
import { ModelChoice } from './model-choice.js';
import { SettingFields } from './setting-fields.js';
import { useTraining } from './use-training.js';

export function Advanced() {
  const training = useTraining();
  const { architecture, settings } = training.choice;
  return (
    <div class="settings">
      <ModelChoice />
      <DeviceChoice />
      <SettingFields
        key={architecture}
        architecture={architecture}
        settings={settings}
        onChange={(change) => training.chooseSettings({ ...training.choice.settings, ...change })}
      />
      <button
        type="button"
        class="text-button"
        onClick={() => training.chooseSettings(ARCHITECTURES[architecture].defaults)}
      >
        {t('train.settings.reset')}
      </button>
    </div>
  );
}
