/** The widget's words, in the language of the article around it. */
import en from '../shared/i18n/widget/en.json';
import zhHans from '../shared/i18n/widget/zh-Hans.json';
import type { CodedError } from '../shared/errors.js';
import type later from '../shared/i18n/widget-later/en.json';
import { percent } from '../shared/i18n/percent.js';

type Language = 'en' | 'zh-Hans';
type Key = keyof typeof en | keyof typeof later;
/** The words about predictions: they come with the worker, and an article does not pay for them before. */
export type LaterWords = Record<Language, typeof later>;
type Parameters = Readonly<Record<string, string | number>>;

/** The sentences by the code of an error; families of the core's codes share one. */
const ERRORS: readonly (readonly [pattern: RegExp, key: Key])[] = [
  [/^picture\.too-large/, 'widget.error.too-large'],
  [/^picture\.too-small/, 'widget.error.too-small'],
  [/^picture\.damaged/, 'widget.error.damaged-picture'],
  [/^picture\.unsupported/, 'widget.error.format'],
  [/^(picture|file)\./, 'widget.error.file'],
  [/^canvas/, 'widget.error.noise'],
  [/^camera\./, 'widget.error.camera'],
  [/^embed\.too-large/, 'widget.error.size'],
  [/^(embed|model)\.damaged/, 'widget.error.damaged'],
  [/^model\.unsupported/, 'widget.error.unsupported'],
  [/^model\.other/, 'widget.error.other-backbone'],
  [/^engine\.crashed/, 'widget.error.crashed'],
];

let laterWords: LaterWords | null = null;

/** Learns the later words; from then on every sentence can be said. */
export function learnWords(words: LaterWords): void {
  laterWords = words;
}

export class Words {
  readonly tag: Language;
  readonly #sentences: Readonly<Partial<Record<Key, string>>>;

  /** `tag` is any BCP 47 tag; a language that is not there becomes English. */
  constructor(tag: string) {
    const isChinese = tag.toLowerCase().split('-')[0] === 'zh';
    this.tag = isChinese ? 'zh-Hans' : 'en';
    this.#sentences = isChinese ? zhHans : en;
  }

  say(key: Key, parameters: Parameters = {}): string {
    const fill = (whole: string, name: string) => String(parameters[name] ?? whole);
    const sentence = this.#sentences[key] ?? laterWords?.[this.tag][key as keyof typeof later] ?? '';
    return sentence.replace(/\{(\w+)\}/g, fill);
  }

  percent(share: number): string {
    return percent(this.tag, share);
  }

  error({ code, detail }: CodedError): string {
    const own = `widget.error.${code.replace(/^embed\./, '')}`;
    const family = ERRORS.find(([pattern]) => pattern.test(code))?.[1];
    const isOwn = code.startsWith('embed.') && own in this.#sentences && !family;
    return this.say(isOwn ? (own as Key) : (family ?? 'widget.error.unknown'), { ...detail, code });
  }
}
