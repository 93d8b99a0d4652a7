/** What the version can be taken to, and what to do there; below, the version in fewer bits. */
import { t } from '../../../shared/i18n/index.js';
import { ARCHITECTURES } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { CompressPanel } from '../compress/compress-panel.js';
import { useSession } from '../parts/use-session.js';
import { Copyable } from './copyable.js';
import { ExportRow } from './export-row.js';
import { OnnxRecipe } from './onnx-recipe.js';
import { OpenModel } from './open-model.js';
import { RenamedNote } from './renamed-note.js';
import { reportOf } from './report.js';
import { TeachableMachineRow } from './teachable-machine-row.js';

export function ExportTab({ version }: { version: ModelVersion }) {
  return (
    <>
      <RenamedNote version={version} />
      <ul class="export-rows" role="list">
        <KilnRow version={version} />
        <CompleteRow version={version} />
        <OnnxRow version={version} />
        <TeachableMachineRow version={version} name={useFileName(version, '-teachable-machine.zip')} />
        <ReportRow version={version} />
      </ul>
      <CompressPanel version={version} />
      <section class="open-model" aria-labelledby="open-model-title">
        <h3 id="open-model-title">{t('evaluate.open.title')}</h3>
        <p>{t('evaluate.open.help')}</p>
        <OpenModel />
      </section>
    </>
  );
}

interface RowProps {
  version: ModelVersion;
}

/** The name of a file of the version, with `ending`. */
function useFileName({ number }: ModelVersion, ending: string): string {
  return `${useSession().project.name}-${number}${ending}`;
}

function KilnRow({ version }: RowProps) {
  const { store } = useSession();
  const name = useFileName(version, '.safetensors');
  return (
    <ExportRow
      title={t('export.kiln')}
      button={t('evaluate.download')}
      testId="model-download"
      name={name}
      make={() => store.modelFile(version.id)}
    >
      <p>{t('export.kiln.help')}</p>
      <Copyable text={`kiln classify photo.jpg --model "${name}"`} />
    </ExportRow>
  );
}

function CompleteRow({ version }: RowProps) {
  const { worker } = useSession();
  const size = ARCHITECTURES[version.architecture].selfContainedMegabytes;
  const name = useFileName(version, '-self-contained.safetensors');
  // The small networks read pixels: their file is complete as it is.
  const isComplete = size === null;
  return (
    <ExportRow
      title={t('export.python')}
      {...(isComplete
        ? {}
        : {
            button: t('evaluate.whole', { size }),
            testId: 'whole-download',
            name,
            make: () => worker.toSelfContained(version.id),
          })}
    >
      <p>{t(isComplete ? 'export.python.complete' : 'export.python.help')}</p>
      <Copyable
        text={`from safetensors.numpy import load_file\nweights = load_file("${isComplete ? name.replace('-self-contained', '') : name}")`}
      />
    </ExportRow>
  );
}

function OnnxRow({ version }: RowProps) {
  const { worker } = useSession();
  const name = useFileName(version, '.onnx');
  return (
    <ExportRow
      title={t('export.onnx')}
      button={t('evaluate.onnx')}
      testId="onnx-download"
      name={name}
      make={() => worker.toOnnx(version.id)}
    >
      <p>{t('export.onnx.help')}</p>
      <OnnxRecipe />
    </ExportRow>
  );
}

function ReportRow({ version }: RowProps) {
  const { project } = useSession();
  return (
    <ExportRow
      title={t('export.report')}
      button={t('evaluate.report')}
      testId="report-download"
      name={useFileName(version, '-report.html')}
      make={async () => reportOf(project, version)}
    >
      <p>{t('export.report.help')}</p>
    </ExportRow>
  );
}
