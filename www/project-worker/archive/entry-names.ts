/** Names of a zip's entries. */

/** A form of `name` that may be a file's name everywhere. */
export function safe(name: string): string {
  // Trimmed first: what would begin with a dot afterwards would be hidden, and so be left out when it is read.
  const cleaned = name
    .replaceAll(/[\p{Cc}\\/:*?"<>|]/gu, '_')
    .trim()
    .replace(/^\.+/, '_');
  return cleaned || '_';
}

/** Names that differ, also where letters' case does not count: a number is added where they would not. */
export function unique(names: string[], arePaths = false): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const wanted = arePaths ? name : safe(name);
    const [, stem = wanted, ending = ''] = /^(.*?)(\.[^./]+)?$/s.exec(wanted) ?? [];
    let chosen = wanted;
    for (let number = 2; taken.has(chosen.toLowerCase()); number += 1) chosen = `${stem}-${number}${ending}`;
    taken.add(chosen.toLowerCase());
    return chosen;
  });
}
