/** What has been made: what it weighs, whether it answers as the version does, and what to do with it. */
import { useEffect } from 'preact/hooks';
import { formatNumber, formatPercent, formatSize } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { PublicationSettings } from '../../../storage/index.js';
import { useLostFocus } from '../parts/lost-focus.js';
import { useSession } from '../parts/use-session.js';
import { NextSteps } from './after/next-steps.js';
import { ShareFile } from './after/share.js';
import { requestOf } from './request.js';
import type { Made, Making } from './use-making.js';

interface OutcomeProps {
  making: Making;
  settings: PublicationSettings;
  samples: readonly string[];
}

export function Outcome({ making, settings, samples }: OutcomeProps) {
  const { announcer } = useSession();
  const made = making.form === null ? making.job.result : null;
  const title = useLostFocus<HTMLParagraphElement>(made !== null);
  useEffect(() => {
    if (made) announcer.announce(madeSentence(made));
  }, [made]);
  if (!made) return null;
  return (
    <div class="publish-outcome" data-testid="publish-outcome">
      <p class="publish-made" ref={title} tabIndex={-1}>
        {madeSentence(made)}
      </p>
      <p class="publish-help" data-testid="publish-agreement">
        {agreementSentence(made)}
      </p>
      {isChanged(made, settings, samples) && (
        <p class="publish-changed" data-testid="publish-changed">
          {t('publish.changed')}
        </p>
      )}
      {made.publication.code ? (
        <NextSteps made={made} code={made.publication.code} address={settings.address} />
      ) : (
        <ShareFile file={made.publication.file} name={made.name} />
      )}
    </div>
  );
}

function madeSentence({ publication, request, name }: Made): string {
  const { file, modelBytes, backboneBytes } = publication;
  const sizes = { name, size: formatSize(file.size) };
  if (request.form === 'page') return t('publish.done.page', sizes);
  const backbone = backboneBytes > 0 ? t('publish.done.backbone', { size: formatSize(backboneBytes) }) : '';
  return t('publish.done.site', { ...sizes, model: formatSize(modelBytes), backbone });
}

/** The share that is called none of the classes by mistake stands beside the one that the evaluation has found. */
function agreementSentence({ publication, version }: Made): string {
  const { same, total, numUnknown } = publication.agreement;
  if (total === 0) return t('publish.agreement.none');
  const compared = t('publish.agreement', { same: formatNumber(same), total: formatNumber(total) });
  if (!version.unknown) return compared;
  const rate = formatPercent(numUnknown / total);
  const checked = formatPercent(version.unknown.falseAlarmRate.value);
  if (rate === checked) return compared + t('publish.agreement.unknown', { rate });
  return compared + t('publish.agreement.unknown-now', { rate, checked });
}

/** Whether the form says something else by now; an address changes the code alone, which follows it. */
function isChanged({ request, version }: Made, settings: PublicationSettings, samples: readonly string[]): boolean {
  const { language, address } = request;
  const now = { ...requestOf(version, settings, samples, request.form), language, address };
  return JSON.stringify(now) !== JSON.stringify(request);
}
