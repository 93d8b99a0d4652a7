/**
 * A bare page with the built wasm modules and nothing else, for tests of numbers.
 *
 * The files are those that the studio is built from; they come through request interception, so
 * that nothing of this is in what is shipped.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const MODEL = 'crates/core/assets/efficientnet-lite0/efficientnet-lite0.int8.safetensors';
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

/** `train` is the one with Burn's own layers. */
export type Module = 'cpu' | 'cpu-relaxed' | 'train' | 'widget' | 'webgpu' | 'train-webgpu';
type Runtime = typeof import('../../../www/generated/cpu/kiln.js');

declare global {
  interface Window {
    kiln: Runtime;
    model: Awaited<ReturnType<Runtime['Model']['load']>>;
    /** Base64 of 32-bit floats, which cross to the test faster than JSON. */
    encode(values: Float32Array): string;
    decode(text: string): Float32Array;
  }
}

export async function openHarness(page: Page): Promise<void> {
  await page.route('**/harness/**', async (route) => {
    const file = decodeURIComponent(new URL(route.request().url()).pathname.split('/harness/')[1] ?? '');
    if (file === 'index.html') {
      await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Harness</title>' });
      return;
    }
    const contentType = TYPES[path.extname(file)] ?? 'application/octet-stream';
    await route.fulfill({ contentType, body: readFileSync(path.join(ROOT, file)) });
  });
  await page.goto('./harness/index.html');
  await page.evaluate(() => {
    window.encode = (values) => {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      let text = '';
      for (let at = 0; at < bytes.length; at += 0x8000) {
        text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
      }
      return btoa(text);
    };
    window.decode = (text) => new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  });
}

/** Loads the shipped model with one of the modules. */
export async function loadModel(page: Page, module: Module, kernels: 'fused' | 'burn'): Promise<void> {
  await page.evaluate(
    async ({ module, kernels, model }) => {
      const address = (file: string): string => new URL(file, document.baseURI).href;
      const kiln = (await import(address(`www/generated/${module}/kiln.js`))) as Runtime;
      await kiln.default({ module_or_path: address(`www/generated/${module}/kiln_bg.wasm`) });
      kiln.start();
      const bytes = new Uint8Array(await (await fetch(address(model))).arrayBuffer());
      window.kiln = kiln;
      window.model = await kiln.Model.load(bytes, kernels, null);
    },
    { module, kernels, model: MODEL },
  );
}

export async function logits(page: Page, input: Float32Array): Promise<Float32Array> {
  const text = Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('base64');
  const answer = await page.evaluate(
    async (text) => window.encode(await window.model.logits(window.decode(text))),
    text,
  );
  return toFloats(Buffer.from(answer, 'base64'));
}

export function toFloats(bytes: Buffer): Float32Array {
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
