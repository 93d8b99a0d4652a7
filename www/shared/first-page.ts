/**
 * `npm start` opens the page before all wasm modules are compiled (scripts/lib/first-page.mjs). That first page asks
 * here what is still missing. Every other page is whole, and the bundler leaves nothing of these questions in it.
 */
const IS_FIRST_PAGE = import.meta.env?.MODE === 'first-page';
/** Seen from a built script: all of them lie in one folder. */
const STATUS = '../compiled/status.json';
const ASK_AGAIN_MS = 2000;

/** Folders of www/generated. */
export type LateModule = 'webgpu' | 'train-webgpu' | 'widget-files';

interface Status {
  missing: string[];
  isWhole: boolean;
}

/** Whether the module is still being compiled. */
export async function isBeingCompiled(module: LateModule): Promise<boolean> {
  return IS_FIRST_PAGE && (await status()).missing.includes(module);
}

/** Waits until the module is there, or is known not to come. */
export async function whenCompiled(module: LateModule): Promise<void> {
  while (await isBeingCompiled(module)) await aWhile();
}

/** Calls `onWhole` once the whole page lies ready to be loaded. */
export async function watchForWholePage(onWhole: () => void): Promise<void> {
  if (!IS_FIRST_PAGE) return;
  while (!(await status()).isWhole) await aWhile();
  onWhole();
}

async function status(): Promise<Status> {
  try {
    const response = await fetch(new URL(STATUS, import.meta.url), { cache: 'no-store' });
    return (await response.json()) as Status;
  } catch {
    // The server was stopped: what is missing is not coming.
    return { missing: [], isWhole: false };
  }
}

function aWhile(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
}
