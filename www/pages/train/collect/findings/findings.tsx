/** The core's findings in the pictures, folded away until one wants to act on them. Nothing is removed by itself. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Finding } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';
import { intakeProgress } from '../intake.js';
import { FindingGroup } from './finding-group.js';

/** All pictures are compared with each other: once things have come to rest. */
const REST_MS = 600;

export function Findings() {
  const session = useSession();
  const { pictures, project } = session;
  const findings = useSignal<readonly Finding[]>([]);
  const isReviewed = useSignal(false);
  const isTakingIn = useComputed(() => intakeProgress.value !== null).value;
  useEffect(() => {
    if (isTakingIn) return undefined;
    const timer = window.setTimeout(
      () =>
        void session.attempt(async () => {
          findings.value = pictures.length > 0 ? await session.worker.review(project.id) : [];
          isReviewed.value = pictures.length > 0;
        }),
      REST_MS,
    );
    return () => window.clearTimeout(timer);
  }, [pictures, project.classes, isTakingIn]);
  const kept = new Set(project.keptFindings);
  const there = new Set(pictures.map(({ id }) => id));
  // One whose pictures have been removed since is settled, until the next review says more.
  const isOpen = (finding: Finding) =>
    !kept.has(JSON.stringify(finding)) &&
    (!('pictureIds' in finding) || finding.pictureIds.every((id) => there.has(id)));
  const open = findings.value.filter(isOpen);
  if (!isReviewed.value || pictures.length === 0) return null;
  if (open.length === 0) return <p class="findings-none">{t('review.none')}</p>;
  return (
    <details class="findings" data-testid="findings">
      <summary>{t('review.count', { count: open.length })}</summary>
      {[...groupsOf(open)].map(([kind, group]) => (
        <FindingGroup key={kind} group={group} />
      ))}
    </details>
  );
}

/** Copies are not what merely looks alike: other things are done with them. */
function kindOf(finding: Finding): string {
  if (finding.kind === 'problem') return finding.problem;
  return 'isExact' in finding ? `${finding.kind} ${finding.isExact}` : finding.kind;
}

/** The findings of one kind together, in the order in which the kinds first come. */
function groupsOf(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const kind = kindOf(finding);
    const known = groups.get(kind);
    if (known) known.push(finding);
    else groups.set(kind, [finding]);
  }
  return groups;
}
