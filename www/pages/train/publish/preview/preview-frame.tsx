/** The page in a frame of its own, with the real widget. */
import { useEffect, useState } from 'preact/hooks';
import type { PreviewFiles, PublicationPreview } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import { furnish, showPage } from './framed-page.js';

/** A frame of this site's own, in which the page's policy holds: no script of anybody else runs in it. */
const EMPTY =
  '<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>·</title></head><body><main></main></body></html>';

interface PreviewFrameProps {
  page: PublicationPreview;
  files: PreviewFiles;
  screen: { width: number; height: number };
  scale: number;
}

export function PreviewFrame({ page, files, screen, scale }: PreviewFrameProps) {
  const [inside, setInside] = useState<Window | null>(null);
  useEffect(() => {
    if (inside) showPage(inside.document, page);
  }, [inside, page]);
  const { width, height } = screen;
  return (
    <div class="preview-screen" style={{ '--width': `${width}px`, '--height': `${height}px`, '--scale': scale }}>
      <iframe
        title={t('publish.preview.page')}
        data-testid="preview-frame"
        srcdoc={EMPTY}
        onLoad={({ currentTarget }) => {
          const { contentWindow } = currentTarget;
          if (!contentWindow) return;
          furnish(contentWindow, files);
          setInside(contentWindow);
        }}
      />
    </div>
  );
}
