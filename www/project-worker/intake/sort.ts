/**
 * Files on their way in, sorted into classes by where they lie. The core decides what a layout means; here it is said
 * what could be a picture at all, by its name, or later by its content where the name tells nothing.
 */
import type { Layout } from '../../types/core.js';
import type { Job } from '../../shared/bridge/call.js';
import { CodedError, toCodedError } from '../../shared/errors.js';
import { checkIn } from '../../shared/worker/let-messages-in.js';
import { fileKind, type FileKind } from '../archive/file-kind.js';
import { holdsProject } from '../archive/open-project.js';
import { nameOf, treeOf, type FileTree } from '../archive/file-tree.js';
import { ZipReader, type EntryFault } from '../archive/zip-reader.js';
import type { GivenFile, IncomingPicture, LeftOut, SortedSource, SortRequest } from '../service.js';
import { opened } from '../state.js';

/** What a picture is never called. Everything else is looked at: `.jfif`, `.jpg_large`, no ending at all. */
const NEVER_A_PICTURE =
  /\.(txt|md|json|xml|html?|csv|tsv|ya?ml|log|pdf|docx?|xlsx?|pptx?|mp4|mov|avi|mkv|webm|mp3|wav|m4a|zip|rar|7z|py|ipynb|js|css|exe|dll|db|ini|lnk|url|safetensors|pth?|h5|onnx|npz?|pkl|bin|aae|xmp)$/i;
const NAMED_AS_ZIP = /\.(zip|tm)$/i;
const TABLE = /(\.(csv|tsv)|(^|\/)metadata\.json)$/i;
/** The labels of a hundred thousand pictures take less. */
const MAX_TABLE_BYTES = 8 * 1024 ** 2;
const MAX_TABLES = 8;

type Options = Omit<SortRequest, 'files'>;

/** Where files lie, and each of them as a picture, in the order of the paths. */
interface Source {
  tree: FileTree;
  pictures: IncomingPicture[];
  /** What somebody has chosen file by file is looked at, whatever it is called: it is refused with a sentence. */
  isByHand?: boolean;
}

const NOTHING: Omit<SortedSource, 'archive' | 'of'> = {
  classes: [],
  levels: [],
  level: null,
  isAmbiguous: false,
  encoding: null,
  readings: [],
  leftOut: [],
  numOthers: 0,
  project: null,
  models: [],
};

/** So many files are looked at together; each lot is a step of the progress. */
const FILES_AT_ONCE = 64;

/** Each zip by itself, and all other files together. */
export async function sortIn({ files, ...options }: SortRequest, job: Job): Promise<SortedSource[]> {
  const known = await lookedAt(files, job);
  const isLoose = ({ path, kind }: { path: string; kind: FileKind | null }) =>
    kind === 'model' || (kind === null && !NAMED_AS_ZIP.test(path));
  const loose = known.filter(isLoose);
  const asked = { ...options, isOneClass: options.isOneClass === true && known.some(({ kind }) => kind === null) };
  const sources: SortedSource[] = [];
  if (loose.length > 0) {
    sources.push({ ...(await sortLoose(loose, asked)), archive: null, of: loose.map(({ of }) => of) });
  }
  for (const { path, file, kind, of } of known) {
    await checkIn(job.signal);
    if (isLoose({ path, kind })) continue;
    const name = nameOf(path);
    // A zip without folders is for the class that it was given to.
    const sorted =
      kind === 'zip'
        ? await sortZip(file, name, { ...asked, isForClass: options.isOneClass })
        : kind
          ? onlyZip(name, kind)
          : noZip(name);
    sources.push({ ...sorted, archive: name, of: [of] });
  }
  return sources;
}

/** The files with what each of them is. */
async function lookedAt(files: readonly GivenFile[], { signal, onProgress }: Job) {
  const known: (GivenFile & { of: number; kind: FileKind | null })[] = [];
  while (known.length < files.length) {
    const start = known.length;
    const lot = files.slice(start, start + FILES_AT_ONCE);
    known.push(
      ...(await Promise.all(lot.map(async (given, of) => ({ ...given, of: start + of, kind: await kindOf(given) })))),
    );
    if (files.length > FILES_AT_ONCE) onProgress(known.length, files.length);
    await checkIn(signal);
  }
  return known;
}

/** What a file is. A model that is too short to be one is called so by its name. */
async function kindOf({ path, file }: GivenFile): Promise<FileKind | null> {
  return (await fileKind(file)) ?? (/\.safetensors$/i.test(path) ? 'model' : null);
}

/** It is called a zip and is none, whatever else it may be. */
function noZip(name: string): Omit<SortedSource, 'archive' | 'of'> {
  return { ...NOTHING, leftOut: [leftOut(name, new CodedError('archive.damaged', 'no zip', { name }))] };
}

function onlyZip(name: string, format: string): Omit<SortedSource, 'archive' | 'of'> {
  return { ...NOTHING, leftOut: [leftOut(name, new CodedError('archive.only-zip', format, { name, format }))] };
}

async function sortLoose(all: readonly (GivenFile & { kind: FileKind | null })[], options: Options) {
  if (await holdsProject(treeOf(all))) return { ...NOTHING, project: all.map(({ path, file }) => ({ path, file })) };
  const files = all.filter(({ kind }) => kind === null);
  const models = all.filter(({ kind }) => kind === 'model').map(({ file }) => file);
  const pictures = files.map(({ file, path, burst }): IncomingPicture => {
    return { file, name: nameOf(path), ...(burst !== undefined && { burst }) };
  });
  return { ...NOTHING, ...(await laidOut({ tree: treeOf(files), pictures, isByHand: true }, options)), models };
}

async function sortZip(
  file: Blob,
  name: string,
  { isForClass = false, ...options }: Options & { isForClass?: boolean | undefined },
): Promise<Omit<SortedSource, 'archive' | 'of'>> {
  try {
    const zip = await ZipReader.open(file, name, options);
    if (await holdsProject(zip)) return { ...NOTHING, project: file };
    const encoding = zip.guessedEncoding;
    const pictures = zip.paths.map((path): IncomingPicture => {
      return { file, entry: path, name: nameOf(path), ...(encoding && { encoding }) };
    });
    const sorted = await laidOut({ tree: zip, pictures }, options);
    const refusal = refusalOf(sorted.classes, zip);
    if (refusal) return { ...NOTHING, leftOut: [leftOut(name, refusal(name))] };
    const isFlat = sorted.classes.every((known) => known.name === '');
    const isNamed = !options.isOneClass && !(isForClass && isFlat);
    const classes = isNamed ? sorted.classes.map((known) => named(known, name)) : sorted.classes;
    return { ...NOTHING, ...sorted, classes, encoding: options.isOneClass ? null : encoding, readings: zip.readings };
  } catch (error) {
    return { ...NOTHING, leftOut: [leftOut(name, error)] };
  }
}

/** Why nothing in a zip can be used, where that is so: it is said once, and not of each picture. */
function refusalOf(classes: SortedSource['classes'], zip: ZipReader): ((name: string) => CodedError) | null {
  const faults = new Set<EntryFault | null>();
  for (const { pictures } of classes) for (const { entry = '' } of pictures) faults.add(zip.faultOf(entry));
  if (faults.size === 0) return (name) => new CodedError('archive.empty', 'the zip holds no pictures', { name });
  const [fault = null] = faults;
  if (faults.size > 1 || fault === null) return null;
  return (name) => new CodedError(`archive.${fault}`, 'no picture in the zip can be read', { name });
}

/** A class of Teachable Machine comes as `cats-samples.zip`, without a folder. */
function named(known: SortedSource['classes'][number], archive: string): SortedSource['classes'][number] {
  const stem = archive.replace(/\.[^.]*$/, '');
  return { ...known, name: known.name || stem.replace(/[ _-]?samples$/i, '') || stem || archive };
}

async function laidOut({ tree, pictures: all, isByHand = false }: Source, { level, isOneClass = false }: Options) {
  const isOther = (path: string) =>
    NEVER_A_PICTURE.test(path) && !(isByHand && !path.includes('/') && !TABLE.test(path));
  const paths = tree.paths.filter((path) => !isOther(path));
  const pictures = all.filter((_, index) => !isOther(tree.paths[index] ?? ''));
  // Those nearest to the top: a table beside every picture says nothing of classes.
  const found = isOneClass ? [] : tree.paths.filter((path) => TABLE.test(path));
  const tables = found.sort((a, b) => a.split('/').length - b.split('/').length).slice(0, MAX_TABLES);
  const read: Awaited<ReturnType<typeof readTable>>[] = [];
  for (const path of tables) read.push(await readTable(tree, path));
  const layout = layoutOf(paths, { tables: read.flatMap((table) => table ?? []), level: level ?? null });
  const classes = (isOneClass ? [''] : layout.classes).map((name) => ({ name, pictures: [] as IncomingPicture[] }));
  let numOthers = numLeft(tree.paths.filter(isOther), tables, layout);
  for (const [index, place] of layout.places.entries()) {
    const picture = pictures[index];
    if (!picture || place.to === 'junk') continue;
    if (place.to === 'class') {
      const isTest = place.part === 'test';
      classes[isOneClass ? 0 : place.class]?.pictures.push(isTest ? { ...picture, isTest } : picture);
    } else if (isOneClass) classes[0]?.pictures.push(picture);
    else numOthers += 1;
  }
  if (isOneClass) return { classes: classes.filter(({ pictures }) => pictures.length > 0), numOthers };
  const { levels, isAmbiguous } = layout;
  return { classes, levels, level: layout.level, isAmbiguous, numOthers };
}

/** The files that are no pictures by their names, but for what systems leave behind and a table that was used. */
function numLeft(others: readonly string[], tables: readonly string[], layout: Layout): number {
  const isByTable = layout.level === null && layout.classes.length > 1;
  const left = others.filter((path) => !(isByTable && tables.includes(path)));
  return layoutOf(left, { tables: [], level: null }).places.filter(({ to }) => to !== 'junk').length;
}

function layoutOf(paths: string[], rest: { tables: { path: string; text: string }[]; level: number | null }): Layout {
  return opened().layoutOf({ paths, ...rest });
}

async function readTable(tree: FileTree, path: string): Promise<{ path: string; text: string } | null> {
  try {
    const file = await tree.read(path);
    return file && file.size <= MAX_TABLE_BYTES ? { path, text: await file.text() } : null;
  } catch {
    // A table that cannot be read is none; the pictures are sorted without it.
    return null;
  }
}

function leftOut(name: string, thrown: unknown): LeftOut {
  const { code, message, detail } = toCodedError(thrown);
  return { name, error: { code, message, detail } };
}
