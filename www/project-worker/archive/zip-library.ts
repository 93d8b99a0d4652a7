/** zip.js, which is fetched when somebody opens or saves a zip. */
type ZipLibrary = typeof import('@zip.js/zip.js/lib/zip-core-custom.js');

let library: Promise<ZipLibrary> | undefined;

/** Works in the worker that calls it: it starts none of its own, which the page's policy would not allow. */
export async function zipLibrary(): Promise<ZipLibrary> {
  library ??= import('@zip.js/zip.js/lib/zip-core-custom.js').then((loaded) => {
    loaded.configure({ useWebWorkers: false, useCompressionStream: true });
    return loaded;
  });
  try {
    return await library;
  } catch (error) {
    library = undefined;
    throw error;
  }
}
