/** A box that scrolls sideways by itself where what it holds is too wide, by keyboard too, and shows that it does. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';

export function Scrolling({ label, children }: { label: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const [isWide, setIsWide] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => setIsWide(element.scrollWidth > element.clientWidth + 1);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="scrolling-frame">
      {isWide && <p class="scrolling-hint">{t('scrolling.hint')}</p>}
      <div class="scrolling" ref={box} data-wide={isWide || undefined} tabIndex={0} role="region" aria-label={label}>
        {children}
      </div>
    </div>
  );
}
