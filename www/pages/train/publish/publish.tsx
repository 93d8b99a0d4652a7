/** The way from a version to the files of an article. */
import { useSignal } from '@preact/signals';
import type { ModelVersion } from '../../../storage/index.js';
import { formatNumber } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { RenamedNote } from '../evaluate/renamed-note.js';
import { useSession } from '../parts/use-session.js';
import { PublishForm } from './form.js';
import { Guard, useGuard } from './guard.js';
import { Make } from './make.js';
import { Outcome } from './outcome.js';
import { Preview } from './preview/preview.js';
import { chosenSamples, sampleCandidates } from './samples.js';
import { useSettings } from './settings.js';
import { useMaking } from './use-making.js';

export function Publish() {
  const session = useSession();
  if (!session.isOpen) return null;
  const { version, project } = session;
  if (!version) return <p>{t('publish.none')}</p>;
  return <PublishRoom key={project.id} version={version} />;
}

/** What is filled in stays when the version changes; only another project brings another form. */
function PublishRoom({ version }: { version: ModelVersion }) {
  const session = useSession();
  const form = useSettings();
  const guard = useGuard(version);
  const wasRefused = useSignal(false);
  const candidates = sampleCandidates(session, version);
  const samples = chosenSamples(form.settings, candidates);
  const making = useMaking({ version, settings: form.settings, samples, onRefused: () => (wasRefused.value = true) });
  return (
    <div class="publish-room">
      <p class="publish-lede">{t('publish.lede', { number: formatNumber(version.number) })}</p>
      <PublishForm form={form} candidates={candidates} samples={samples} isChecked={wasRefused.value} />
      <div class="publish-make">
        <RenamedNote version={version} />
        <Guard guard={guard} />
        <Make making={making} isClosed={guard.isClosed} />
        <Outcome making={making} settings={form.settings} samples={samples} />
      </div>
      <Preview key={version.id} version={version} settings={form.settings} samples={samples} />
    </div>
  );
}
