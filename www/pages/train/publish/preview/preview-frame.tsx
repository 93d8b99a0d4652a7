/** The page in a frame of its own, with the real widget. */
import { useEffect, useRef, useState } from 'preact/hooks';
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
  const frame = useRef<HTMLIFrameElement>(null);
  const [inside, setInside] = useState<Window | null>(null);
  useEffect(() => {
    const opened = frame.current?.contentWindow;
    if (!opened) return;
    // Not `srcdoc`: there Firefox takes this site's own script for somebody else's.
    opened.document.open();
    opened.document.write(EMPTY);
    opened.document.close();
    furnish(opened, files);
    setInside(opened);
  }, []);
  useEffect(() => {
    if (inside) showPage(inside.document, page);
  }, [inside, page]);
  const { width, height } = screen;
  return (
    <div class="preview-screen" style={{ '--width': `${width}px`, '--height': `${height}px`, '--scale': scale }}>
      <iframe title={t('publish.preview.page')} data-testid="preview-frame" ref={frame} />
    </div>
  );
}
