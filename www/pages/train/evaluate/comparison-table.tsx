/** The figures of two versions, a row each; how fast they are is measured when somebody asks. */
import { useEffect, useState } from 'preact/hooks';
import { formatDuration, formatPercent, formatSize } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { Comparison } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { JobProgress, useJob } from '../parts/job.js';
import { Scrolling } from '../parts/scrolling.js';
import { useSession } from '../parts/use-session.js';
import { versionName } from '../project/sentences.js';

interface ComparisonTableProps {
  a: ModelVersion;
  b: ModelVersion;
  /** Null where there is no picture that both were asked about. */
  comparison: Comparison | null;
}

export function ComparisonTable({ a, b, comparison }: ComparisonTableProps) {
  const { worker } = useSession();
  const speed = useJob<number[]>();
  const sizes = useSizes([a, b]);
  const columns = ['compare.version', 'compare.right', 'compare.share', 'compare.size', 'compare.time'] as const;
  return (
    <>
      <Scrolling label={t('compare.table')}>
        <table class="scores" data-testid="compare-table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[a, b].map((version, index) => (
              <Row
                key={version.id}
                version={version}
                accuracy={(index === 0 ? comparison?.accuracyA : comparison?.accuracyB) ?? null}
                count={comparison?.count ?? 0}
                size={sizes[index]}
                ms={speed.result?.[index]}
              />
            ))}
          </tbody>
        </table>
      </Scrolling>
      {!speed.isRunning && (
        <button
          type="button"
          class="text-button"
          data-testid="compare-measure"
          onClick={() => void speed.run((options) => worker.timePredictions([a.id, b.id], options))}
        >
          {t('compare.measure')}
        </button>
      )}
      <JobProgress job={speed} text={() => t('compare.measuring')} testId="compare-measuring" />
    </>
  );
}

interface RowProps {
  version: ModelVersion;
  accuracy: number | null;
  count: number;
  size: number | undefined;
  ms: number | undefined;
}

function Row({ version, accuracy, count, size, ms }: RowProps) {
  const right = accuracy === null ? null : Math.round(accuracy * count);
  return (
    <tr>
      <th scope="row">{versionName(version)}</th>
      <td>{right === null ? '–' : t('compare.right-of', { right, total: count })}</td>
      <td>{accuracy === null ? '–' : formatPercent(accuracy)}</td>
      <td>{size === undefined ? '–' : formatSize(size)}</td>
      <td>{ms === undefined ? '–' : formatDuration(ms)}</td>
    </tr>
  );
}

/** The bytes of the versions' files, once they are known. */
function useSizes(versions: readonly ModelVersion[]): number[] {
  const session = useSession();
  const [sizes, setSizes] = useState<number[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    void session.attempt(async () => {
      const files = await Promise.all(versions.map(({ id }) => session.store.modelFile(id)));
      if (!abort.signal.aborted) setSizes(files.map(({ size }) => size));
    });
    return () => abort.abort();
  }, []);
  return sizes;
}
