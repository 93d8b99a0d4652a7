/** A word on classes renamed since, beside a version where its files are made. */
import { languageInUse, t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';

/** Nothing where the version's files call its classes what the project does. */
export function RenamedNote({ version }: { version: ModelVersion }) {
  const quoted = useSession()
    .namesLeftBehind(version)
    .map((name) => t('train.problem.quoted', { name }));
  if (quoted.length === 0) return null;
  const names = new Intl.ListFormat(languageInUse()).format(quoted);
  const key = quoted.length === 1 ? 'version.still-says.one' : 'version.still-says.other';
  return (
    <p class="publish-help" data-testid="still-says">
      {t(key, { names })}
    </p>
  );
}
