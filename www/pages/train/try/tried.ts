/** Pictures that are to be tried. */
import { t } from '../../../shared/i18n/index.js';
import { dropProblem, fromClipboard, fromDrop, fromFiles } from '../../shell/incoming.js';
import { newId } from '../../../shared/ids.js';

export interface Tried {
  id: string;
  picture: Blob;
  /** The name of its file. */
  name: string;
}

/** Pictures of a drop, and a sentence about what could not be used. Must be called in the drop event itself. */
export async function fromTransfer(data: DataTransfer): Promise<{ tried: Tried[]; problem: string | null }> {
  const dropped = await fromDrop(data);
  const pictures = dropped.pictures.map(({ name, picture }) => tried(picture, name));
  return { tried: pictures, problem: dropProblem(dropped) };
}

export function fromPaste(data: DataTransfer): Tried[] {
  return fromClipboard(data).map(({ picture, name }) => tried(picture, name));
}

export function fromChosen(files: FileList | null): Tried[] {
  return fromFiles(files ?? []).map(({ picture, name }) => tried(picture, name));
}

/** A frame of the camera. */
export function fromCamera(picture: Blob): Tried {
  return tried(picture, t('try.frame'));
}

function tried(picture: Blob, name: string): Tried {
  return { id: newId(), picture, name };
}
