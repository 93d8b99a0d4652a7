/**
 * Which WebAssembly features a module was compiled to use, out of the section that
 * the compiler leaves in it: a count, then for each a sign and a name with its length.
 *
 * Source: https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md#target-features-section
 */
export function wasmFeatures(module: WebAssembly.Module): string[] {
  const [section] = WebAssembly.Module.customSections(module, 'target_features');
  if (!section) return [];
  const bytes = new Uint8Array(section);
  const names: string[] = [];
  // Counts and lengths are LEB128 numbers, but none here reaches 128: one byte each.
  for (let at = 1; at < bytes.length; ) {
    const isUsed = bytes[at] === '+'.charCodeAt(0);
    const length = bytes[at + 1] ?? 0;
    const start = at + 2;
    at = start + length;
    if (isUsed) names.push(new TextDecoder().decode(bytes.subarray(start, at)));
  }
  return names;
}
