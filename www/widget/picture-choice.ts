/** "Send the picture too": a box of its own, unticked, and a look at what would be sent. */
import { make } from './dom.js';
import type { Words } from './words.js';

interface ChoiceUse {
  words: Words;
  /** The words beside the box. */
  label: string;
  /** Makes the copy; asked once. */
  smallCopy: () => Promise<Blob>;
  /** The copy as a `data:` address, or none; undefined while it is being made. */
  onChange: (picture: string | null | undefined) => void;
}

export function pictureChoice({ words, label, smallCopy, onChange }: ChoiceUse): HTMLElement {
  const box = make('input', { attributes: { type: 'checkbox' } });
  const preview = make('img', {
    class: 'copy',
    part: 'sent-picture',
    attributes: { alt: words.say('widget.feedback.copy-alt') },
  });
  const note = make('p', { class: 'fine', attributes: { role: 'status' } });
  preview.hidden = true;
  let copy: Promise<string> | null = null;
  box.addEventListener('change', () => {
    note.textContent = '';
    preview.hidden = true;
    if (!box.checked) return onChange(null);
    onChange(undefined);
    copy ??= smallCopy().then((blob) => {
      preview.src = URL.createObjectURL(blob);
      preview.onload = () => URL.revokeObjectURL(preview.src);
      return addressOf(blob);
    });
    copy.then(
      (address) => {
        if (!box.checked) return;
        preview.hidden = false;
        onChange(address);
      },
      () => {
        copy = null;
        box.checked = false;
        note.textContent = words.say('widget.feedback.no-copy');
        onChange(null);
      },
    );
  });
  return make('div', { class: 'choice' }, make('label', { class: 'box' }, box, label), preview, note);
}

function addressOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error as DOMException);
    reader.readAsDataURL(blob);
  });
}
