/** The device's own way to pass something on: phones have one. */
import { isTouch } from '../../../../shared/dom.js';
import { t } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';

export function ShareAddress({ address, title }: { address: string; title: string }) {
  return <Share data={{ url: address, title }} />;
}

/** Offered where the browser passes files of this kind on. */
export function ShareFile({ file, name }: { file: Blob; name: string }) {
  return <Share data={{ files: [new File([file], name, { type: file.type })] }} />;
}

function Share({ data }: { data: ShareData }) {
  const session = useSession();
  if (!isTouch() || !navigator.canShare?.(data)) return null;
  const share = () =>
    session.attempt(async () => {
      await navigator.share(data).catch((error: unknown) => {
        // Whoever thinks better of it has not met a failure.
        if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
      });
    });
  return (
    <button type="button" class="button" data-testid="publish-share" onClick={() => void share()}>
      {t('publish.share')}
    </button>
  );
}
