/**
 * Files on their way in, sorted into classes by where they lie. The core decides what a layout means; here it is decided
 * what could be a picture at all, by its name, or later by its content where the name tells nothing.
 */
import type { Layout } from '../../types/core.js';
import { CodedError, toCodedError } from '../../shared/errors.js';
import { archiveKind } from '../archive/file-kind.js';
import { holdsProject } from '../archive/open-project.js';
import { tidied, ZipReader } from '../archive/zip-reader.js';
import type { IncomingPicture, LeftOut, SortedSource, SortRequest } from '../service.js';
import { opened } from '../state.js';

/** What a picture is never called. Everything else is looked at: `.jfif`, `.jpg_large`, no ending at all. */
const NEVER_A_PICTURE =
  /\.(txt|md|json|xml|html?|csv|tsv|ya?ml|log|pdf|docx?|xlsx?|pptx?|mp4|mov|avi|mkv|webm|mp3|wav|m4a|zip|rar|7z|py|ipynb|js|css|exe|dll|db|ini|lnk|url|safetensors|pth?|h5|onnx|npz?|pkl|bin|aae|xmp)$/i;
const TABLE = /(\.(csv|tsv)|(^|\/)metadata\.json)$/i;
/** A table of a million labels is smaller. */
const MAX_TABLE_BYTES = 64 * 1024 ** 2;

/** A file that may be a picture, or a table of labels. */
interface Candidate {
  path: string;
  picture: IncomingPicture;
  read: () => Promise<Blob | null>;
}

/** Each zip by itself, and all other files together. */
export async function sortIn({ files, ...options }: SortRequest): Promise<SortedSource[]> {
  const sources: SortedSource[] = [];
  const loose: Candidate[] = [];
  const leftOut: LeftOut[] = [];
  for (const { path: given, file } of files) {
    const path = tidied(given) ?? nameOf(given);
    const kind = await archiveKind(file);
    if (kind === 'zip') {
      sources.push(await sortZip(file, path, options));
    } else if (kind) {
      leftOut.push({ name: path, error: data(new CodedError('archive.only-zip', kind, { name: path, format: kind })) });
    } else {
      loose.push({ path, picture: { file, name: nameOf(path) }, read: () => Promise.resolve(file) });
    }
  }
  if (loose.length > 0 || leftOut.length > 0) {
    sources.unshift({ ...(await laidOut(loose, options.level)), leftOut, archive: null, encoding: null });
  }
  return sources;
}

async function sortZip(file: Blob, name: string, { languages, encoding, level }: Omit<SortRequest, 'files'>) {
  const nothing = { classes: [], levels: [], level: null, isAmbiguous: false, hasSplit: false, numOthers: 0 };
  try {
    const zip = await ZipReader.open(file, nameOf(name), { languages, encoding });
    if (holdsProject(zip)) return { ...nothing, archive: name, encoding: null, leftOut: [], isProject: true };
    const candidates = zip.paths.map(
      (path): Candidate => ({
        path,
        picture: {
          file,
          entry: path,
          name: nameOf(path),
          ...(zip.guessedEncoding && { encoding: zip.guessedEncoding }),
        },
        read: () => zip.read(path),
      }),
    );
    const sorted = await laidOut(candidates, level);
    // A class of Teachable Machine comes as `cats-samples.zip`, without a folder.
    const ownName =
      nameOf(name)
        .replace(/\.[^.]*$/, '')
        .replace(/[ _-]?samples$/i, '') || nameOf(name);
    const classes = sorted.classes.map((known) => ({ ...known, name: known.name || ownName }));
    const isEmpty = classes.length === 0;
    const empty = new CodedError('archive.empty', 'the zip holds no pictures', { name: nameOf(name) });
    const leftOut = isEmpty ? [{ name: nameOf(name), error: data(empty) }] : [];
    return { ...sorted, classes, archive: name, encoding: zip.guessedEncoding, leftOut };
  } catch (error) {
    return { ...nothing, archive: name, encoding: null, leftOut: [{ name: nameOf(name), error: data(error) }] };
  }
}

async function laidOut(candidates: readonly Candidate[], level: number | undefined) {
  const pictures = candidates.filter(({ path }) => !NEVER_A_PICTURE.test(path));
  const tables = await Promise.all(candidates.filter(({ path }) => TABLE.test(path)).map(readTable));
  const layout: Layout = opened().layoutOf({
    paths: pictures.map(({ path }) => path),
    tables: tables.flatMap((table) => table ?? []),
    level: level ?? null,
  });
  const classes = layout.classes.map((name) => ({ name, pictures: [] as IncomingPicture[] }));
  let numOthers = candidates.length - pictures.length;
  let hasSplit = false;
  for (const [index, place] of layout.places.entries()) {
    const picture = pictures[index]?.picture;
    if (!picture || place.to !== 'class') {
      numOthers += 1;
      continue;
    }
    hasSplit ||= place.part !== null;
    classes[place.class]?.pictures.push(place.part === 'test' ? { ...picture, isTest: true } : picture);
  }
  const { levels, isAmbiguous } = layout;
  return { classes, levels, level: layout.level, isAmbiguous, hasSplit, numOthers };
}

async function readTable({ path, read }: Candidate): Promise<{ path: string; text: string } | null> {
  try {
    const file = await read();
    return file && file.size <= MAX_TABLE_BYTES ? { path, text: await file.text() } : null;
  } catch {
    // A table that cannot be read is none; the pictures are sorted without it.
    return null;
  }
}

function data(thrown: unknown): LeftOut['error'] {
  const { code, message, detail } = toCodedError(thrown);
  return { code, message, detail };
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
