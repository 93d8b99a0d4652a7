/**
 * The folder that holds `kiln-worker.js`, `kiln-runtime.wasm` and `kiln-backbone.safetensors`: an address
 * relative to the page. To be called before the first model is loaded.
 */
export declare function setAssetBase(folder: string | URL): void;
export declare function assetBase(): string | null;
