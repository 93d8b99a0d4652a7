/** Files by their paths: in a zip, in a folder, or side by side. */
import type { GivenFile } from '../service.js';

export interface FileTree {
  /** With `/`. Loose files may have the same path twice, as when they come out of two folders. */
  readonly paths: readonly string[];
  /** The file at `path`; null where there is none. */
  read(path: string): Promise<Blob | null>;
}

export function treeOf(files: readonly GivenFile[]): FileTree {
  const paths = files.map(({ path }) => tidied(path) ?? nameOf(path));
  return { paths, read: (path) => Promise.resolve(files[paths.indexOf(path)]?.file ?? null) };
}

/** The name of a file without its folders. */
export function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/**
 * The path with `/` alone and nothing that says nothing (`./a//b` is `a/b`), in Unicode's form C; null where it would
 * lead out of the folder that it is in.
 */
export function tidied(path: string): string | null {
  const parts = path
    .normalize('NFC')
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.');
  return parts.includes('..') || /^[a-z]:/i.test(parts[0] ?? '') || parts.length === 0 ? null : parts.join('/');
}
