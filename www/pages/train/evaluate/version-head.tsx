/** Which version is looked at, and how good it is, in a sentence. */
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';
import { accuracySentence, proportionSentence, versionName } from '../project/sentences.js';

/** Below this many pictures the interval is so wide that the figure says next to nothing. */
const ENOUGH_TO_KNOW = 10;

export function VersionHead({ version }: { version: ModelVersion }) {
  const { evaluation, test } = version;
  return (
    <div class="version-head">
      <VersionChoice version={version} />
      <p class="verdict" data-testid="accuracy">
        {accuracySentence(version)}
      </p>
      {evaluation && evaluation.count < ENOUGH_TO_KNOW && (
        <p class="caution" data-testid="too-few-checked">
          {t('evaluate.too-few', { count: evaluation.count })}
        </p>
      )}
      {test && <p data-testid="test-accuracy">{t('evaluate.test', { accuracy: proportionSentence(test) })}</p>}
      {version.ending === 'opened' && (
        <p class="caution" data-testid="imported">
          {t('evaluate.imported')}
        </p>
      )}
    </div>
  );
}

function VersionChoice({ version }: { version: ModelVersion }) {
  const session = useSession();
  const choose = (id: string) => {
    const next = session.versions.find((known) => known.id === id);
    if (next) session.choose(next);
  };
  return (
    <select
      aria-label={t('evaluate.version')}
      data-testid="version"
      value={version.id}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    >
      {session.versions.map((known) => (
        <option key={known.id} value={known.id}>
          {versionName(known)}
        </option>
      ))}
    </select>
  );
}
