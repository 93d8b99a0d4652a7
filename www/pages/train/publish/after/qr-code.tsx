/** The address as a QR code, to open it on a phone. */
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../../shared/i18n/index.js';
import { qrCode, type Modules } from './qr-modules.js';

export function QrCode({ address }: { address: string }) {
  const [modules, setModules] = useState<Modules | null>(null);
  useEffect(() => {
    let isWanted = true;
    void qrCode(address).then((made) => isWanted && setModules(made));
    return () => {
      isWanted = false;
    };
  }, [address]);
  if (!modules) return null;
  const side = modules.side + 2 * modules.margin;
  return (
    <figure class="publish-qr">
      <svg
        viewBox={`0 0 ${side} ${side}`}
        role="img"
        aria-label={t('publish.qr', { address })}
        data-testid="publish-qr"
      >
        <rect width={side} height={side} class="publish-qr-paper" />
        <path d={modules.path} class="publish-qr-ink" shape-rendering="crispEdges" />
      </svg>
      <figcaption class="publish-help">{t('publish.qr.help')}</figcaption>
    </figure>
  );
}
