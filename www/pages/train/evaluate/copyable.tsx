/** Lines of a program, with a button that copies them. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';

export function Copyable({ text }: { text: string }) {
  const code = useRef<HTMLElement>(null);
  const isCopied = useSignal(false);
  const copy = () => {
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => (isCopied.value = true),
      // Where there is no clipboard (no https) or it refuses, the lines are selected and the keyboard copies.
      () => code.current && getSelection()?.selectAllChildren(code.current),
    );
  };
  return (
    <div class="copyable">
      <pre tabIndex={0}>
        <code ref={code}>{text}</code>
      </pre>
      <button type="button" class="text-button" onClick={copy}>
        {t(isCopied.value ? 'publish.copied' : 'publish.copy')}
      </button>
    </div>
  );
}
