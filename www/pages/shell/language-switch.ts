/** The two buttons in the masthead that choose the language. */
import { language, languageEvents, languages, setLanguage } from '../../shared/i18n/index.js';
import { el } from '../../shared/dom.js';

/** Each language is called what its own readers call it. */
const ownNames = { en: 'English', 'zh-Hans': '简体中文' } as const;

export function mountLanguageSwitch(container: HTMLElement): void {
  const buttons = languages.map((choice) =>
    el('button', {
      class: 'language-button',
      testId: `language-${choice}`,
      text: ownNames[choice],
      attributes: { lang: choice },
      onClick: () => setLanguage(choice),
    }),
  );
  const render = (): void => {
    buttons.forEach((button, index) => {
      button.setAttribute('aria-pressed', String(languages[index] === language));
    });
  };
  container.append(...buttons);
  languageEvents.addEventListener('languagechange', render);
  render();
}
