/** Hands a file to the browser's downloads. */
import { el } from '../../../shared/dom.js';

export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  el('a', { attributes: { href: url, download: name.replaceAll(/[\\/:*?"<>|]/g, '_') } }).click();
  // The browser has taken hold of the file once the click is done.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
