/**
 * The names in zips that say nothing about how they are written. Windows writes them in the code page of its language,
 * macOS in UTF-8, and no mark tells which.
 */

/** The encodings in which zips come. */
export const NAME_ENCODINGS = ['utf-8', 'gbk', 'big5', 'shift_jis', 'euc-kr', 'ibm437', 'windows-1252'] as const;
export type NameEncoding = (typeof NAME_ENCODINGS)[number];

/** What names in a zip would be called. */
export interface Reading {
  encoding: NameEncoding;
  names: string[];
}

/** The upper half of IBM's code page 437, which the format names and browsers do not know. */
const IBM437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Names of which so many letters are common ones read well. */
const GOOD_SCORE = 0.8;

const BY_LANGUAGE: [RegExp, NameEncoding][] = [
  [/^zh-(tw|hk|mo|hant)/i, 'big5'],
  [/^zh/i, 'gbk'],
  [/^ja/i, 'shift_jis'],
  [/^ko/i, 'euc-kr'],
];

/** So many names tell which encoding reads right. */
const NUM_READ = 3;

/** The parts of paths that are not plain ASCII, as they read in each encoding that all of them are text of. */
export function readingsOf(paths: readonly Uint8Array[]): Reading[] {
  return NAME_ENCODINGS.flatMap((encoding) => {
    const decoded = paths.map((path) => decodeName(path, encoding));
    const parts = decoded.flatMap((path) => path?.split(/[/\\]/) ?? []).filter((part) => /[^ -~]/.test(part));
    return decoded.includes(null) ? [] : [{ encoding, names: [...new Set(parts)].slice(0, NUM_READ) }];
  });
}

/** The name, or null where its bytes are none of this encoding. */
export function decodeName(bytes: Uint8Array, encoding: NameEncoding): string | null {
  if (encoding === 'ibm437') {
    return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : (IBM437[byte - 0x80] ?? ''))).join(
      '',
    );
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // No text of this encoding, as the decoder was asked to say.
    return null;
  }
}

/**
 * Whether `names` are UTF-8 without a doubt: all are valid, and hardly anything else is by chance. Two bytes may be
 * (猫 in GBK is è in UTF-8), which is asked about where the reader's languages suggest it.
 */
export function isPlainlyUtf8(names: readonly Uint8Array[], languages: readonly string[]): boolean {
  const decoded = names.map((name) => decodeName(name, 'utf-8'));
  if (decoded.includes(null)) return false;
  const isLong = decoded.some((name) => /[\u0800-\uffff]/.test(name ?? ''));
  return isLong || suggestedBy(languages).every((encoding) => scoreOf(names, encoding) < GOOD_SCORE);
}

function suggestedBy(languages: readonly string[]): NameEncoding[] {
  return languages.flatMap((tag) => BY_LANGUAGE.find(([language]) => language.test(tag))?.[1] ?? []);
}

/**
 * The encoding in which `names` read like names. What the languages of the browser suggest is tried first; where
 * nothing reads like a name, it is the page of the format itself.
 */
export function guessEncoding(names: readonly Uint8Array[], languages: readonly string[]): NameEncoding {
  // Letters of European names stand alone between ASCII; those of East Asia follow one another.
  const western: NameEncoding[] = ['ibm437', 'windows-1252'];
  const rest = names.every(hasLoneLetters) ? western : NAME_ENCODINGS;
  const candidates = new Set<NameEncoding>([...suggestedBy(languages), ...rest]);
  const scored = [...candidates].map((encoding) => ({ encoding, score: scoreOf(names, encoding) }));
  const good = scored.find(({ score }) => score >= GOOD_SCORE);
  const best = good ?? scored.reduce((best, one) => (one.score > best.score ? one : best));
  return best.score > 0 ? best.encoding : 'ibm437';
}

function hasLoneLetters(name: Uint8Array): boolean {
  return name.every((byte, index) => byte < 0x80 || (name[index + 1] ?? 0) < 0x80);
}

/** The share of the letters beyond ASCII that are common ones in this encoding; 0 where one name is not of it. */
function scoreOf(names: readonly Uint8Array[], encoding: NameEncoding): number {
  let numCommon = 0;
  let numLetters = 0;
  for (const name of names) {
    if (decodeName(name, encoding) === null) return 0;
    for (let index = 0; index < name.length; index += 1) {
      const [lead = 0, trail = 0] = [name[index], name[index + 1]];
      if (lead < 0x80) continue;
      numLetters += 1;
      if (isCommon(encoding, lead, trail)) numCommon += 1;
      const isSingle = encoding === 'ibm437' || encoding === 'windows-1252' || isHalfWidth(encoding, lead);
      if (!isSingle) index += 1;
    }
  }
  return numLetters === 0 ? 0 : numCommon / numLetters;
}

/** Half-width katakana, one byte each. */
function isHalfWidth(encoding: NameEncoding, lead: number): boolean {
  return encoding === 'shift_jis' && lead >= 0xa1 && lead <= 0xdf;
}

/** Whether a character stands in the part of its code page that holds the letters of ordinary texts. */
function isCommon(encoding: NameEncoding, lead: number, trail: number): boolean {
  const isIn = (from: number, to: number) => lead >= from && lead <= to;
  switch (encoding) {
    // Decided by its own rules: what is not plainly UTF-8 is something else.
    case 'utf-8':
      return false;
    case 'gbk':
      return isIn(0xb0, 0xf7) && trail >= 0xa1;
    case 'euc-kr':
      return isIn(0xb0, 0xc8) && trail >= 0xa1;
    case 'big5':
      return isIn(0xa4, 0xc6);
    case 'shift_jis':
      return isIn(0x82, 0x83) || isIn(0x88, 0x9f);
    case 'ibm437':
      return isIn(0x80, 0xa5) || lead === 0xe1;
    case 'windows-1252':
      return isIn(0xc0, 0xff) && lead !== 0xd7 && lead !== 0xf7;
  }
}
