/** The device that a run is computed on. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isBeingCompiled } from '../../../shared/first-page.js';
import { t } from '../../../shared/i18n/index.js';
import type { TrainingJob } from '../../../storage/index.js';
import { useTraining } from './use-training.js';

const DEVICES = ['auto', 'cpu', 'webgpu'] as const;

export function DeviceChoice() {
  const training = useTraining();
  const isWebGpuMissing = useSignal(false);
  useEffect(() => {
    void isBeingCompiled('train-webgpu').then((is) => (isWebGpuMissing.value = is));
  }, []);
  return (
    <label class="setting">
      <span>{t('train.device')}</span>
      <select
        data-testid="train-device"
        value={training.choice.device}
        onChange={({ currentTarget }) => training.choose({ device: currentTarget.value as TrainingJob['device'] })}
      >
        {DEVICES.map((device) => (
          <option key={device} value={device} selected={device === training.choice.device}>
            {device === 'webgpu' && isWebGpuMissing.value
              ? t('train.device.webgpu.compiling')
              : t(`train.device.${device}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
