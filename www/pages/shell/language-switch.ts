/** The two buttons in the masthead that choose the language. */
import { CodedError } from '../../shared/errors.js';
import { language, languageEvents, languages, setLanguage, type Language } from '../../shared/i18n/index.js';
import { el } from '../../shared/dom.js';

/** Each language is called what its own readers call it. */
const ownNames = { en: 'English', 'zh-Hans': '简体中文' } as const;

/** `onFailure` is told when the words of a language cannot be fetched, which is where the page stays as it is. */
export function mountLanguageSwitch(container: HTMLElement, onFailure: (error: CodedError) => void): void {
  const choose = (choice: Language) =>
    setLanguage(choice).catch((thrown: unknown) =>
      onFailure(new CodedError('language.not-fetched', String(thrown), { language: ownNames[choice] })),
    );

  const buttons = languages.map((choice) =>
    el('button', {
      class: 'language-button',
      testId: `language-${choice}`,
      text: ownNames[choice],
      attributes: { lang: choice },
      onClick: () => void choose(choice),
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
