/** Text into markup: whatever a maker or a model calls things, it stays text. */
export function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

/** Attributes; `true` stands alone, `false` and null are left out. */
export function attributes(values: Record<string, string | boolean | null>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => {
      if (value === false || value === null) return [];
      return value === true ? [name] : [`${name}="${escaped(value)}"`];
    })
    .map((text) => ` ${text}`)
    .join('');
}
