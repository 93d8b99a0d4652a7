/** Teachable Machine's own files, for the many programs that open them. */
import { t } from '../../../shared/i18n/index.js';
import { ARCHITECTURES } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';
import { Copyable } from './copyable.js';
import { ExportRow } from './export-row.js';

/** The address is that of the file in the folder on somebody's website. */
const LINES = `const classifier = ml5.imageClassifier("https://example.org/flowers/model.json");`;

export function TeachableMachineRow({ version, name }: { version: ModelVersion; name: string }) {
  const { worker } = useSession();
  const title = t('export.teachable-machine');
  // TensorFlow.js has no layers that compute the same.
  if (!ARCHITECTURES[version.architecture].hasTeachableMachineForm) {
    return (
      <ExportRow title={title}>
        <p>{t('error.export.unsupported')}</p>
      </ExportRow>
    );
  }
  return (
    <ExportRow
      title={title}
      button={t('export.teachable-machine.save')}
      testId="teachable-machine-download"
      name={name}
      make={() => worker.toTeachableMachine(version.id)}
    >
      <p>{t('export.teachable-machine.help')}</p>
      <Copyable text={LINES} />
      <p class="publish-help">{t('export.teachable-machine.framing')}</p>
    </ExportRow>
  );
}
