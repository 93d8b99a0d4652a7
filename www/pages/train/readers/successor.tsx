/** Whether the newest version should take the place of the one that was published last. */
import type { VersionsCompared } from '../../../engine/index.js';
import { formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { HowTested } from '../evaluate/how-tested.js';
import { useSession } from '../parts/use-session.js';
import { lastPublished, useComparison } from './comparison.js';

export function Successor() {
  const session = useSession();
  const published = lastPublished(session);
  const newest = session.versions[0] ?? null;
  const { compared } = useComparison(newest);
  if (!published || !newest) return null;
  return (
    <div class="successor" data-testid="successor">
      <h3>{t('successor.title')}</h3>
      {newest.id === published.id && (
        <p data-testid="successor-verdict">{t('successor.same', { number: newest.number })}</p>
      )}
      {compared && <Verdict compared={compared} newest={newest} published={published} />}
    </div>
  );
}

interface VerdictProps {
  compared: VersionsCompared;
  newest: ModelVersion;
  published: ModelVersion;
}

function Verdict({ compared, newest, published }: VerdictProps) {
  const { recommendation, numNeeded, comparison, numFromReaders } = compared;
  const names = { a: newest.number, b: published.number };
  const isTooFew = recommendation === 'too-few-pictures';
  const counts = { count: comparison?.count ?? 0, needed: numNeeded };
  return (
    <>
      <p class="verdict" data-testid="successor-verdict" data-recommendation={recommendation}>
        {t(`successor.${recommendation}`, { ...names, ...counts })}
      </p>
      {isTooFew && <p>{t('successor.too-few.help')}</p>}
      {comparison && !isTooFew && (
        <>
          <p data-testid="successor-counts">
            {t('successor.counts', {
              ...names,
              count: comparison.count,
              accuracyA: formatPercent(comparison.accuracyA),
              accuracyB: formatPercent(comparison.accuracyB),
            })}
          </p>
          <HowTested pValue={comparison.pValue} />
        </>
      )}
      {numFromReaders > 0 && <p class="readers-note">{t('successor.readers')}</p>}
    </>
  );
}
