/** Formatters of numbers, each made once: making one costs far more than using it. */

const formatters = new Map<string, Intl.NumberFormat>();

/** The formatter of `language` for `options`. */
export function numberFormatter(language: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language, options);
  formatters.set(key, made);
  return made;
}
