/**
 * The words of the page in the reader's language.
 *
 * The choice is, in this order: what the reader chose before, the first of the browser's languages
 * that we have, English. Changing it dispatches `languagechange` on `languageEvents`; whoever shows
 * words listens and shows them again, so that the switch takes effect at once and everywhere.
 */
import en from './en.json';
import { numberFormatter } from './number-formatter.js';
import zhHans from './zh-Hans.json';

export type Language = 'en' | 'zh-Hans';
/** The keys of the training page, of examples, explanations and teaching, which come with them: {@link addMessages}. */
type LateKey =
  | keyof typeof import('./train/en.json')
  | keyof typeof import('./examples/en.json')
  | keyof typeof import('./explain/en.json')
  | keyof typeof import('./teach/en.json');
export type MessageKey = keyof typeof en | LateKey;
/** A key whose message has plural forms: `t('removed.many', { count: 2 })`. */
type PluralKey = MessageKey extends infer K ? (K extends `${infer Stem}.other` ? Stem : never) : never;
export type MessageParams = Readonly<Record<string, string | number>>;

export const languages: readonly Language[] = ['en', 'zh-Hans'];

/** Dispatches `languagechange` after the language has changed. */
export const languageEvents = new EventTarget();

const messages: Record<Language, Record<string, string>> = { en: { ...en }, 'zh-Hans': { ...zhHans } };
const storageKey = 'kiln.language';

/** Adds the words of a page that most visitors never open. */
export function addMessages(more: Record<Language, Readonly<Record<string, string>>>): void {
  for (const known of languages) Object.assign(messages[known], more[known]);
}

/** Fetches the words of one language. */
export type LoadMessages = (language: Language) => Promise<Readonly<Record<string, string>>>;

const loaders: LoadMessages[] = [];

/** Adds the words of a page in the language in use, and in another one once somebody switches to it. */
export async function loadMessages(load: LoadMessages): Promise<void> {
  loaders.push(load);
  Object.assign(messages[language], await load(language));
}

/** The language in use. A live binding: importers always see the present one. */
export let language: Language = 'en';

/** What hears that words were asked for; see {@link whenWordsAreRead}. */
let onRead: (() => void) | null = null;

/**
 * Calls `read` each time that a message or the language is asked for. A page whose views are drawn anew when what they
 * have read changes has `read` read its own note of the language, and every view then follows it.
 */
export function whenWordsAreRead(read: () => void): void {
  onRead = read;
}

/** The language in use, for what writes numbers and lists. */
export function languageInUse(): Language {
  onRead?.();
  return language;
}

/** Chooses the language of the first visit or of the last choice. Call it once, before anything is shown. */
export function initLanguage(): void {
  const chosen = storedLanguage() ?? preferredLanguage(browserLanguages(navigator));
  apply(chosen);
}

/** Switches to `next`, remembers it and tells everyone who shows words. Rejects where its words cannot be fetched. */
export async function setLanguage(next: Language): Promise<void> {
  if (next !== language) {
    for (const load of loaders) Object.assign(messages[next], await load(next));
    apply(next);
  }
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // Storage can be switched off; the choice then lasts as long as the page.
  }
}

/** What a browser says of its reader's languages: some have no list of them, or nothing to put in it. */
export function browserLanguages(browser: { languages?: readonly string[]; language?: string | null }): string[] {
  return [...(browser.languages ?? []), browser.language ?? ''];
}

/** The first of the browser's languages that we have. Readers of any Chinese get Simplified Chinese. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'zh') return 'zh-Hans';
    if (primary === 'en') return 'en';
  }
  return 'en';
}

/**
 * The message for `key` in the language in use, its `{placeholders}` filled from `params`.
 * A numeric `count` chooses the plural form and is written the language's way.
 */
export function t(key: MessageKey | PluralKey, params: MessageParams = {}): string {
  const dictionary = messages[languageInUse()];
  let message = dictionary[key];
  if (typeof params['count'] === 'number') {
    const form = new Intl.PluralRules(language).select(params['count']);
    message = dictionary[`${key}.${form}`] ?? dictionary[`${key}.other`] ?? message;
  }
  if (message === undefined) throw new Error(`No message has the key ${key}`);
  return message.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    return typeof value === 'number' ? numberFormatter(language).format(value) : (value ?? '');
  });
}

/** Sentences one after another; Chinese ones bring their own space. */
export function joinSentences(sentences: readonly string[]): string {
  return sentences.join(language === 'zh-Hans' ? '' : ' ');
}

/** Whether a key built at run time, such as `error.` + code, names a message. */
export function hasMessage(key: string): key is MessageKey {
  return Object.hasOwn(messages[language], key);
}

function apply(next: Language): void {
  language = next;
  document.documentElement.lang = next;
  languageEvents.dispatchEvent(new Event('languagechange'));
}

function storedLanguage(): Language | null {
  try {
    const stored = localStorage.getItem(storageKey);
    return languages.find((known) => known === stored) ?? null;
  } catch {
    // Storage can be switched off; the language is then that of the browser.
    return null;
  }
}
