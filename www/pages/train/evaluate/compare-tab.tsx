/** The version beside another one, on the pictures that neither has learnt from. */
import { useSignal } from '@preact/signals';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';
import { versionName } from '../project/sentences.js';
import { ComparedVersions } from './compared-versions.js';

export function CompareTab({ version }: { version: ModelVersion }) {
  const session = useSession();
  const chosenId = useSignal('');
  const others = session.versions.filter(({ id }) => id !== version.id);
  const comparable = others.filter(canBeCompared);
  const chosen = comparable.find(({ id }) => id === chosenId.value);
  if (others.length === 0) return <p data-testid="compare-none">{t('compare.none')}</p>;
  if (!canBeCompared(version)) return <p data-testid="compare-none">{t('compare.imported')}</p>;
  return (
    <>
      {comparable.length > 0 && (
        <select
          aria-label={t('compare.with')}
          data-testid="compare-with"
          value={chosenId.value}
          onChange={({ currentTarget }) => (chosenId.value = currentTarget.value)}
        >
          <option value="">{t('compare.with')}</option>
          {comparable.map((other) => (
            <option key={other.id} value={other.id}>
              {versionName(other)}
            </option>
          ))}
        </select>
      )}
      {comparable.length < others.length && (
        <p class="publish-help" data-testid="compare-left-out">
          {t('compare.left-out', { count: others.length - comparable.length })}
        </p>
      )}
      {chosen && <ComparedVersions key={chosen.id} a={version} b={chosen} />}
    </>
  );
}

/** What came from a file brings no predictions of pictures along. */
function canBeCompared({ predictions }: ModelVersion): boolean {
  return predictions.length > 0;
}
