/** All ways a picture file comes in: dropped anywhere, pasted, or chosen with the file dialog. */
import { byId } from '../../shared/dom.js';
import { dropProblem, fromClipboard, fromDrop, fromFiles, isTextForField } from '../shell/incoming.js';
import type { NamedPicture } from './queue.js';

interface DropZoneOptions {
  onPictures: (pictures: NamedPicture[]) => void;
  /** A sentence about what could not be used. */
  onProblem: (sentence: string) => void;
}

export function mountDropZone({ onPictures, onProblem }: DropZoneOptions): void {
  const button = byId('drop-zone', HTMLButtonElement);
  const input = byId('file-input', HTMLInputElement);
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    onPictures(fromFiles(input.files ?? []));
    // Otherwise choosing the same file again would be no change.
    input.value = '';
  });
  window.addEventListener('paste', (event) => {
    const pictures = event.clipboardData ? fromClipboard(event.clipboardData) : [];
    if (pictures.length === 0 || isTextForField(event)) return;
    event.preventDefault();
    onPictures(pictures);
  });
  acceptDrops({ onPictures, onProblem });
}

/** The whole window takes drops, so that a picture let go beside the area does not replace the page. */
function acceptDrops({ onPictures, onProblem }: DropZoneOptions): void {
  const overlay = byId('drop-overlay', HTMLElement);
  window.addEventListener('dragenter', (event) => {
    if (carriesFiles(event)) overlay.hidden = false;
  });
  window.addEventListener('dragover', (event) => {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  window.addEventListener('dragleave', (event) => {
    // Only leaving the window has no element to enter.
    if (event.relatedTarget === null) overlay.hidden = true;
  });
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    overlay.hidden = true;
    if (event.dataTransfer) void takeDrop(event.dataTransfer, { onPictures, onProblem });
  });
}

async function takeDrop(data: DataTransfer, { onPictures, onProblem }: DropZoneOptions): Promise<void> {
  const dropped = await fromDrop(data);
  if (dropped.pictures.length > 0) onPictures(dropped.pictures);
  const problem = dropProblem(dropped);
  if (problem !== null) onProblem(problem);
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
