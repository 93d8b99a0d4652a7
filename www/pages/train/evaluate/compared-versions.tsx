/** Two versions side by side: how good, how large, how fast, and where they differ. */
import { useEffect } from 'preact/hooks';
import type { VersionsCompared } from '../../../engine/index.js';
import { t } from '../../../shared/i18n/index.js';
import type { Comparison } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { FlipList, type ShownFlip } from '../compress/flip-list.js';
import { JobProgress, useJob } from '../parts/job.js';
import { useSession } from '../parts/use-session.js';
import { versionName } from '../project/sentences.js';
import { ComparisonTable } from './comparison-table.js';
import { HowTested } from './how-tested.js';

interface Versions {
  a: ModelVersion;
  b: ModelVersion;
}

export function ComparedVersions({ a, b }: Versions) {
  const { worker } = useSession();
  const job = useJob<VersionsCompared>();
  useEffect(() => void job.run(() => worker.compareVersions(a.id, b.id)), []);
  const { result } = job;
  return (
    <div data-testid="comparison">
      <JobProgress job={job} text={() => t('compare.working')} testId="compare-progress" />
      {result && <Outcome a={a} b={b} result={result} />}
    </div>
  );
}

function Outcome({ a, b, result }: Versions & { result: VersionsCompared }) {
  const { comparison } = result;
  return (
    <>
      <ComparisonTable a={a} b={b} comparison={comparison} />
      {comparison ? <Verdict a={a} b={b} result={result} comparison={comparison} /> : <p>{t('compare.nothing')}</p>}
    </>
  );
}

function Verdict({ a, b, result, comparison }: Versions & { result: VersionsCompared; comparison: Comparison }) {
  const { onlyARight, onlyBRight, pValue, count } = comparison;
  return (
    <>
      <p class="publish-help">{t('compare.on', { count })}</p>
      <p data-testid="compare-verdict">{t(verdictOf(comparison))}</p>
      <HowTested pValue={pValue} />
      <FlipList title={onlyTitle(a)} flips={flipsAt(a, b, result, onlyARight)} />
      <FlipList title={onlyTitle(b)} flips={flipsAt(a, b, result, onlyBRight)} />
    </>
  );
}

function verdictOf({ onlyARight, onlyBRight, isSignificant }: Comparison) {
  if (onlyARight.length === onlyBRight.length) return 'compare.equal';
  return isSignificant ? 'compare.differ' : 'compare.alike';
}

const onlyTitle = (version: ModelVersion) => t('compare.only', { name: versionName(version) });

function flipsAt(a: ModelVersion, b: ModelVersion, { pictures }: VersionsCompared, positions: number[]): ShownFlip[] {
  const nameOf = (classId: string) => nameIn(a, classId) ?? nameIn(b, classId) ?? t('compare.unmatched');
  return positions.flatMap((position) => {
    const picture = pictures[position];
    if (!picture) return [];
    const { pictureId, label, predictedA, predictedB } = picture;
    return [{ pictureId, truth: nameOf(label), before: nameOf(predictedA), after: nameOf(predictedB) }];
  });
}

/** A class that a file brought along and the project does not have is without an id: which one it was is not known. */
function nameIn({ classIds, classNames }: ModelVersion, classId: string): string | undefined {
  return classId === '' ? undefined : classNames[classIds.indexOf(classId)];
}
