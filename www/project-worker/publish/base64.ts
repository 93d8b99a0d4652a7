/** Bytes as text, for pages that carry their files. */

/** The base64 of the gzip of `bytes`, as the widget reads it from an element of its page. */
export async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return base64(new Uint8Array(await new Response(stream).arrayBuffer()));
}

export async function jpegAddress(jpeg: Blob): Promise<string> {
  return `data:image/jpeg;base64,${base64(new Uint8Array(await jpeg.arrayBuffer()))}`;
}

function base64(bytes: Uint8Array): string {
  // As one call, the characters would be arguments: more than any stack holds.
  const step = 0x8000;
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += step) parts.push(String.fromCharCode(...bytes.subarray(at, at + step)));
  return btoa(parts.join(''));
}
