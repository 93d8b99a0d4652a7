/**
 * Fills the words that stand in the markup itself.
 *
 * `data-i18n="key"` sets an element's text, `data-i18n-aria-label`, `data-i18n-alt` and the like set the
 * attribute they name. Words that depend on state belong to the view that knows the state.
 */
import { languageEvents, t, type MessageKey } from './index.js';

const attributes = ['aria-label', 'alt', 'title', 'content', 'href'] as const;

/** Translates the document now and again whenever the language changes. */
export function keepDocumentTranslated(): void {
  languageEvents.addEventListener('languagechange', translateDocument);
  translateDocument();
}

function translateDocument(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n]')) {
    element.textContent = t(element.dataset['i18n'] as MessageKey);
  }
  for (const attribute of attributes) {
    for (const element of document.querySelectorAll(`[data-i18n-${attribute}]`)) {
      element.setAttribute(attribute, t(element.getAttribute(`data-i18n-${attribute}`) as MessageKey));
    }
  }
  // The style sheet hides words until they are in the right language; see base.css.
  document.documentElement.dataset['words'] = 'shown';
}
