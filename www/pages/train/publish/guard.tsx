/** Publishing a version that is worse than the one before needs a deliberate choice. */
import { useSignal } from '@preact/signals';
import { formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';
import { lastPublished, useComparison } from '../readers/comparison.js';

export interface GuardState {
  /** Why not to publish, in a sentence; null where nothing speaks against it. */
  warning: string | null;
  /** Whether a person wants to publish all the same. */
  isInsisted: boolean;
  insist: (isInsisted: boolean) => void;
  /** Whether nothing is to be published for now. */
  isClosed: boolean;
}

export function useGuard(version: ModelVersion): GuardState {
  const published = lastPublished(useSession());
  const { compared, isAsking } = useComparison(version);
  const insisted = useSignal<string | null>(null);
  const isInsisted = insisted.value === version.id;
  const warning = published && compared?.recommendation === 'worse' ? sentence(version, published, compared) : null;
  return {
    warning,
    isInsisted,
    insist: (isOn) => (insisted.value = isOn ? version.id : null),
    // Until it is known, nothing is published unwarned.
    isClosed: (isAsking || warning !== null) && !isInsisted,
  };
}

function sentence(
  version: ModelVersion,
  published: ModelVersion,
  { comparison }: NonNullable<ReturnType<typeof useComparison>['compared']>,
): string | null {
  if (!comparison) return null;
  const { count, accuracyA, accuracyB } = comparison;
  const figures = { count, accuracyA: formatPercent(accuracyA), accuracyB: formatPercent(accuracyB) };
  return t('guard.worse', { a: version.number, b: published.number, ...figures });
}

export function Guard({ guard }: { guard: GuardState }) {
  const { warning, isInsisted, insist } = guard;
  if (!warning) return null;
  return (
    <div class="publish-guard" data-testid="publish-guard" role="alert">
      <p>{warning}</p>
      <label class="publish-choice">
        <input
          type="checkbox"
          data-testid="publish-anyway"
          checked={isInsisted}
          onChange={({ currentTarget }) => insist(currentTarget.checked)}
        />
        <span>{t('guard.anyway')}</span>
      </label>
    </div>
  );
}
