/** One target of an export: what it is good for, the button that makes the file, what was saved. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { formatSize } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import { saveFile } from '../project/save-file.js';

interface ExportRowProps {
  title: string;
  /** What to do with the file there. */
  children: ComponentChildren;
  /** The words on the button; without them there is no file of its own. */
  button?: string;
  testId?: string;
  name?: string;
  make?: () => Promise<Blob>;
}

export function ExportRow({ title, children, button, testId, name = '', make }: ExportRowProps) {
  const session = useSession();
  const saved = useSignal<{ name: string; size: number } | null>(null);
  const isBusy = useSignal(false);
  const save = async (make: () => Promise<Blob>) => {
    isBusy.value = true;
    await session.attempt(async () => {
      const file = await make();
      saveFile(file, name);
      saved.value = { name, size: file.size };
    });
    isBusy.value = false;
  };
  return (
    <li class="export-row">
      <div class="export-text">
        <h3>{title}</h3>
        {children}
      </div>
      {make && (
        <div class="export-action">
          <button
            type="button"
            class="button"
            data-testid={testId}
            disabled={isBusy.value}
            onClick={() => void save(make)}
          >
            {button}
          </button>
          <p class="publish-help" role="status" data-testid={`${testId}-saved`}>
            {isBusy.value && t('export.making')}
            {!isBusy.value &&
              saved.value &&
              t('evaluate.saved', { name: saved.value.name, size: formatSize(saved.value.size) })}
          </p>
        </div>
      )}
    </li>
  );
}
