/** The readers' feedback on one version, in words, tables and a curve. */
import { useSignal } from '@preact/signals';
import type { FeedbackReportOf } from '../../../engine/index.js';
import { formatPercent } from '../../../shared/i18n/format.js';
import { joinSentences, t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import type { FeedbackReport } from '../../../types/core.js';
import { useSession } from '../parts/use-session.js';
import { versionName } from '../project/sentences.js';
import { ClassTable, CorrectionTable } from './figure-tables.js';
import { FiguresOverTime } from './figures-over-time.js';

export interface Reported {
  version: ModelVersion;
  report: FeedbackReport;
}

export function Figures({ reports }: { reports: readonly FeedbackReportOf[] }) {
  const { versions } = useSession();
  const chosenId = useSignal<string | null>(null);
  const reported = reports.flatMap(({ versionId, report }) => {
    const version = versions.find(({ id }) => id === versionId);
    return version ? [{ version, report }] : [];
  });
  const chosen = reported.find(({ version }) => version.id === chosenId.value) ?? reported[0];
  if (!chosen) return null;
  return (
    <div class="figures">
      <label class="readers-version">
        {t('readers.version')}
        <select
          data-testid="readers-version"
          value={chosen.version.id}
          onChange={({ currentTarget }) => (chosenId.value = currentTarget.value)}
        >
          {reported.map(({ version }) => (
            <option key={version.id} value={version.id}>
              {versionName(version)}
            </option>
          ))}
        </select>
      </label>
      <Report {...chosen} />
    </div>
  );
}

function Report({ version, report }: Reported) {
  const { total, numSomethingElse } = report;
  const [value, low, high] = [total.accuracy.value, total.accuracy.low, total.accuracy.high].map(formatPercent);
  return (
    <div class="feedback-report" data-testid="field-report">
      <p class="verdict" data-testid="field-accuracy">
        {t('readers.verdict', { right: total.numCorrect, count: total.count, share: value ?? '' })}
      </p>
      <p data-testid="field-validation">
        {joinSentences([
          t('readers.interval', { low: low ?? '', high: high ?? '' }),
          validationSentence({ version, report }),
        ])}
      </p>
      <p class="readers-note" data-testid="field-bias">
        {t('readers.bias')}
      </p>
      {numSomethingElse > 0 && <p data-testid="field-else">{t('readers.else', { count: numSomethingElse })}</p>}
      <div class="feedback-tables">
        <ClassTable version={version} report={report} />
        <CorrectionTable version={version} report={report} />
      </div>
      <FiguresOverTime report={report} />
    </div>
  );
}

function validationSentence({ version: { evaluation }, report: { againstValidation } }: Reported): string {
  if (!evaluation || !againstValidation) return t('readers.validation.none');
  const validation = formatPercent(evaluation.accuracy.value);
  return t(`readers.validation.${againstValidation.verdict}`, { validation });
}
