/** The networks that can be trained, with the number of their parameters. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';
import { ARCHITECTURES, type ArchitectureId } from '../../../types/core.js';
import { useSession } from '../parts/use-session.js';
import { useTraining } from './use-training.js';

const IDS = Object.keys(ARCHITECTURES) as ArchitectureId[];

export function ModelChoice() {
  const training = useTraining();
  const counts = useParameterCounts();
  return (
    <div class="models" role="radiogroup" aria-label={t('train.model')}>
      {IDS.map((id) => (
        <label key={id} class="model-option">
          <input
            type="radio"
            name="architecture"
            value={id}
            checked={id === training.choice.architecture}
            onChange={() => training.chooseArchitecture(id)}
          />
          <strong>{t(`train.model.${id}`)}</strong>
          <span>{t(`train.model.${id}.help`)}</span>
          {counts[id] !== undefined && <small>{t('train.model.parameters', { count: counts[id] })}</small>}
        </label>
      ))}
    </div>
  );
}

/** The classes and a hidden layer decide how many there are. */
function useParameterCounts(): Partial<Record<ArchitectureId, number>> {
  const session = useSession();
  const { settings } = useTraining().choice;
  const counts = useSignal<Partial<Record<ArchitectureId, number>>>({});
  const numClasses = Math.max(2, session.project.classes.filter(({ isEnabled }) => isEnabled).length);
  useEffect(() => {
    let isOver = false;
    void session.attempt(async () => {
      const known = await session.worker.architectures(numClasses, settings);
      if (!isOver) counts.value = Object.fromEntries(known.map(({ id, numParameters }) => [id, numParameters]));
    });
    return () => {
      isOver = true;
    };
  }, [numClasses, settings]);
  return counts.value;
}
