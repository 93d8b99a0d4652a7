/** A model file becomes a version of the project. */
import { useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import { openModelFile } from '../project/model-file.js';

export function OpenModel() {
  const session = useSession();
  const input = useRef<HTMLInputElement>(null);
  const onChange = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    const file = currentTarget.files?.[0];
    currentTarget.value = '';
    if (file) void openModelFile(session, file);
  };
  return (
    <>
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {t('evaluate.open')}
      </button>
      <input ref={input} type="file" accept=".safetensors" hidden data-testid="model-file" onChange={onChange} />
    </>
  );
}
