/** The files that could not be taken in, each with its reason: a box that stays until it is closed. */
import { t } from '../../../shared/i18n/index.js';
import { el, icon } from '../../../shared/dom.js';

/** Shows the list in `root`, and brings it to the eye and to the keyboard: it may stand far from where one acted. */
export function showRefused(root: HTMLElement, refused: readonly string[], onClose: () => void): void {
  const close = el('button', {
    class: 'icon-button',
    testId: 'intake-close',
    attributes: { 'aria-label': t('collect.refused.close') },
    onClick: () => {
      root.replaceChildren();
      onClose();
    },
  });
  close.append(icon('close'));
  const list = el('ul', {}, ...refused.map((sentence) => el('li', { text: sentence })));
  const said = t('collect.refused', { count: refused.length });
  const title = el('p', { text: said });
  const notice = el(
    'div',
    { class: 'intake-notice', attributes: { tabindex: '-1', role: 'group', 'aria-label': said } },
    el('div', {}, title, list),
    close,
  );
  root.replaceChildren(notice);
  // The focus stays in a name that is being typed.
  if (document.activeElement?.matches('input:not([type=file]), select, textarea')) return;
  notice.scrollIntoView({ block: 'nearest' });
  notice.focus({ preventScroll: true });
}
