/** Names of classes, as they are compared: systems write the same letters in two ways (macOS takes them apart). */
export function comparedName(name: string): string {
  return name.normalize('NFC').trim();
}
