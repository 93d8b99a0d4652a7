/** "You can also paste a picture with Ctrl V", where there is a keyboard to do it with. */
import { languageEvents, t } from '../../shared/i18n/index.js';
import { el } from '../../shared/dom.js';

export function mountPasteHint(hint: HTMLElement): void {
  const modifier = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';
  const render = (): void => {
    // The keys are elements of their own, so the sentence is cut at their place.
    const [before, after] = t('drop.paste', { keys: '\u0000' }).split('\u0000');
    const keys = [el('kbd', { text: modifier }), '\u2009', el('kbd', { text: 'V' })];
    hint.replaceChildren(before ?? '', ...keys, after ?? '');
  };
  languageEvents.addEventListener('languagechange', render);
  render();
}
