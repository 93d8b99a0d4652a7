/** What is done with a smaller copy: a version of its own, or a file. */
import { useSignal } from '@preact/signals';
import type { Compression } from '../../../engine/index.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { useSession } from '../parts/use-session.js';
import { saveFile } from '../project/save-file.js';

export function KeepOrSave({ version, made }: { version: ModelVersion; made: Compression }) {
  const session = useSession();
  const isKeeping = useSignal(false);
  const keep = async () => {
    isKeeping.value = true;
    await session.attempt(async () => {
      const { number } = await session.worker.keepCompressed(version.id, made);
      await session.refreshVersions();
      session.toast.show({ text: () => t('compress.kept', { number }) });
      // The new version is shown in place of this one: the keyboard stays at the tabs.
      document.getElementById('check-tab-export')?.focus();
    });
    isKeeping.value = false;
  };
  const save = () => saveFile(made.file, `${session.project.name}-${version.number}-${made.precision}.safetensors`);
  return (
    <div class="train-controls">
      <button
        type="button"
        class="button is-primary"
        data-testid="compress-keep"
        disabled={isKeeping.value}
        onClick={() => void keep()}
      >
        {t('compress.keep')}
      </button>
      <button type="button" class="text-button" data-testid="compress-save" onClick={save}>
        {t('compress.save')}
      </button>
    </div>
  );
}
