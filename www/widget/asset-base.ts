/** The address of the widget's files, when they do not lie beside its script. */
let base: string | null = null;

/**
 * The folder that holds `kiln-worker.js`, `kiln-runtime.wasm` and `kiln-backbone.safetensors`: an address
 * relative to the page. To be called before the first model is loaded.
 */
export function setAssetBase(folder: string | URL): void {
  base = new URL(`${String(folder).replace(/\/+$/, '')}/`, document.baseURI).href;
}

export function assetBase(): string | null {
  return base;
}
