/** The program in Python that asks an ONNX file as Kiln asks its models; the core holds it. */
import { useSignal } from '@preact/signals';
import { t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import { Copyable } from './copyable.js';

/** Fetched when somebody first opens it. */
export function OnnxRecipe() {
  const session = useSession();
  const recipe = useSignal('');
  const fetch = () =>
    void session.attempt(async () => {
      recipe.value ||= await session.worker.onnxRecipe();
    });
  return (
    <details data-testid="onnx-recipe" onToggle={fetch}>
      <summary>{t('export.onnx.recipe')}</summary>
      {recipe.value && <Copyable text={recipe.value} />}
    </details>
  );
}
