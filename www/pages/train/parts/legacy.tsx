/** A view that is still drawn by hand, within the others, until its room is rewritten. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { languageEvents } from '../../../shared/i18n/index.js';

interface LegacyProps {
  id: string;
  make: (root: HTMLElement) => { render(): unknown };
}

export function Legacy({ id, make }: LegacyProps) {
  const root = useRef<HTMLDivElement>(null);
  // At once: the view must hear of the project that is opened after the first drawing.
  useLayoutEffect(() => {
    if (!root.current) return undefined;
    const view = make(root.current);
    const render = () => void view.render();
    languageEvents.addEventListener('languagechange', render);
    return () => languageEvents.removeEventListener('languagechange', render);
  }, []);
  return <div id={id} ref={root} />;
}
