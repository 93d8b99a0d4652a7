/** A trained model and its copy in Teachable Machine's own files, both in one bare page. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { readerScript } from '../../../scripts/lib/teachable-machine-readers.mjs';
import { FIXTURES } from './studio.js';

type Runtime = typeof import('../../../www/generated/train/kiln.js');
type Model = import('../../../www/generated/train/kiln.js').Model;

const ROOT = path.resolve(FIXTURES, '../..');
const BACKBONE = 'crates/core/assets/efficientnet-lite0/efficientnet-lite0.features.i8.safetensors';
const TYPES: Record<string, string> = { '.json': 'application/json', '.js': 'text/javascript' };

/** A layers model of TensorFlow.js, as far as it is asked here. */
interface LayersModel {
  predict(input: unknown): { data(): Promise<Float32Array> };
}

declare global {
  interface Window {
    subject: Model;
    tf: { tensor(values: Float32Array, shape: number[]): unknown };
    tmImage: {
      load(
        model: string,
        metadata: string,
      ): Promise<{
        model: LayersModel;
        predict(image: HTMLImageElement): Promise<{ className: string; probability: number }[]>;
      }>;
    };
    ml5: {
      setBackend(name: 'webgl'): void;
      imageClassifier(address: string): Promise<{
        classify(image: HTMLImageElement): Promise<{ label: string; confidence: number }[]>;
      }>;
    };
    opened: {
      layers?: LayersModel;
      /** Probabilities by the names of the classes. */
      ask(image: HTMLImageElement): Promise<Record<string, number>>;
    };
  }
}

export type Files = Record<string, Buffer>;

/** What Kiln and another program answer, one of each for every class in the model's order. */
export interface Answers {
  picture: string;
  kiln: number[];
  other: number[];
}

/** Loads a model file with Kiln's own module, which stays in the page as `subject`, and gives its other form. */
export async function exportIn(page: Page, model: Buffer): Promise<Files> {
  const files = await page.evaluate(
    async ({ model, backbone }) => {
      const address = (file: string): string => new URL(file, document.baseURI).href;
      const bytesOf = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
      const kiln = (await import(address('www/generated/train/kiln.js'))) as Runtime;
      await kiln.default({ module_or_path: address('www/generated/train/kiln_bg.wasm') });
      kiln.start();
      const bytes = await bytesOf(`data:application/octet-stream;base64,${model}`);
      const own = kiln.readsBackbone(bytes) ? await bytesOf(address(backbone)) : new Uint8Array();
      window.subject =
        own.length > 0
          ? kiln.Model.loadOver(bytes, await kiln.Backbone.load(own, 'burn', null))
          : await kiln.Model.load(bytes, 'burn', null);
      const made = kiln.TeachableMachine.make(bytes, own, '2026-01-31T12:00:00.000Z');
      const base64 = (bytes: Uint8Array): string => {
        const parts: string[] = [];
        for (let at = 0; at < bytes.length; at += 0x8000)
          parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
        return btoa(parts.join(''));
      };
      return made.names().map((name): [string, string] => [name, base64(made.bytes(name)!)]);
    },
    { model: model.toString('base64'), backbone: BACKBONE },
  );
  return Object.fromEntries(files.map(([name, text]) => [name, Buffer.from(text, 'base64')]));
}

/** Serves the files below `harness/exported/` of the bare page. */
export async function host(page: Page, files: Files): Promise<void> {
  await page.route('**/exported/*', async (route) => {
    const name = path.basename(new URL(route.request().url()).pathname);
    const contentType = TYPES[path.extname(name)] ?? 'application/octet-stream';
    await route.fulfill({ contentType, body: files[name] ?? '', status: files[name] ? 200 : 404 });
  });
}

/** Opens the hosted files with `@teachablemachine/image` and the TensorFlow.js that it is written for. */
export async function openWithTeachableMachine(page: Page): Promise<void> {
  for (const name of ['tfjs', 'teachableMachine'] as const)
    await page.addScriptTag({ content: readFileSync(await readerScript(name), 'utf8') });
  await page.evaluate(async () => {
    const file = (name: string): string => new URL(`exported/${name}`, document.baseURI).href;
    const opened = await window.tmImage.load(file('model.json'), file('metadata.json'));
    window.opened = {
      layers: opened.model,
      async ask(image) {
        const answers = await opened.predict(image);
        return Object.fromEntries(answers.map(({ className, probability }) => [className, probability]));
      },
    };
  });
}

/** Opens the hosted files with ml5, by the address of their folder. */
export async function openWithMl5(page: Page): Promise<void> {
  await page.addScriptTag({ content: readFileSync(await readerScript('ml5'), 'utf8') });
  await page.evaluate(async () => {
    // WebGPU, where there is one, is a software renderer here: it takes minutes.
    window.ml5.setBackend('webgl');
    const opened = await window.ml5.imageClassifier(new URL('exported/', document.baseURI).href);
    window.opened = {
      async ask(image) {
        const answers = await opened.classify(image);
        return Object.fromEntries(answers.map(({ label, confidence }) => [label, confidence]));
      },
    };
  });
}

/** Asks both about pictures, given by their names below tests/fixtures. */
export async function askBoth(page: Page, pictures: readonly string[], labels: readonly string[]): Promise<Answers[]> {
  const answers: Answers[] = [];
  for (const picture of pictures) {
    const { kiln, named } = await page.evaluate(
      async (address) => {
        const image = new Image();
        image.src = new URL(address, document.baseURI).href;
        await image.decode();
        const bitmap = await createImageBitmap(image);
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
        context.drawImage(bitmap, 0, 0);
        const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        const { probabilities } = await window.subject.predict(new Uint8Array(data.buffer), width, height);
        return { kiln: Array.from(probabilities), named: await window.opened.ask(image) };
      },
      path.relative(ROOT, path.join(FIXTURES, picture)),
    );
    answers.push({ picture, kiln, other: labels.map((label) => named[label] ?? NaN) });
  }
  return answers;
}

/** The square that programs hand over, in pixels. */
const GIVEN_SIDE = 224;

/**
 * Gives both the same pixels, past all that programs do to pictures. `rgb` is `[seen, seen, 3]`: the middle of the
 * square that programs hand over. Kiln's network is given `side` × `side` pixels made of them, each the mean of what it
 * covers, which is how the other model has to make them.
 */
export async function askAboutPixels(
  page: Page,
  rgb: Uint8Array,
  input: { seen: number; side: number; mean: number; scale: number },
): Promise<Omit<Answers, 'picture'>> {
  return page.evaluate(
    async ({ rgb, seen, side, mean, scale, whole }) => {
      const valueAt = (row: number, column: number, channel: number) => rgb[(row * seen + column) * 3 + channel] ?? NaN;
      const border = (whole - seen) / 2;
      const given = new Float32Array(whole * whole * 3);
      for (let row = 0; row < seen; row += 1)
        for (let column = 0; column < seen; column += 1)
          for (let channel = 0; channel < 3; channel += 1)
            given[((row + border) * whole + column + border) * 3 + channel] = valueAt(row, column, channel) / 127 - 1;
      /** The pixels that one of `side` covers, with the shares of it. */
      const covered = (index: number): [index: number, share: number][] => {
        const [from, to] = [(index * seen) / side, ((index + 1) * seen) / side];
        const indices = Array.from({ length: Math.ceil(to) - Math.floor(from) }, (_, step) => Math.floor(from) + step);
        return indices.map((at) => [at, (Math.min(to, at + 1) - Math.max(from, at)) / (to - from)]);
      };
      const own = Float32Array.from({ length: 3 * side * side }, (_, index) => {
        const [channel, row, column] = [Math.floor(index / side / side), Math.floor(index / side) % side, index % side];
        let sum = 0;
        for (const [y, height] of covered(row))
          for (const [x, width] of covered(column)) sum += valueAt(y, x, channel) * height * width;
        return (sum - mean) / scale;
      });
      const logits = await window.subject.logits(own);
      const powers = Array.from(logits, (logit) => Math.exp(logit - Math.max(...logits)));
      const sum = powers.reduce((a, b) => a + b, 0);
      const other = await window.opened.layers!.predict(window.tf.tensor(given, [1, whole, whole, 3])).data();
      return { kiln: powers.map((power) => power / sum), other: Array.from(other) };
    },
    { ...input, rgb: Array.from(rgb), whole: GIVEN_SIDE },
  );
}

/**
 * A call to a project worker of our own, of the file that the page has started one from. Blobs come as base64, texts as
 * they are.
 */
export async function callProjectWorker(
  page: Page,
  name: string,
  ...values: string[]
): Promise<{ value?: string; error?: { code: string; detail: object } }> {
  const url =
    page
      .workers()
      .find((worker) => worker.url().includes('project-worker'))
      ?.url() ?? '';
  return page.evaluate(
    async ({ url, name, values }) => {
      const worker = new Worker(url, { type: 'module' });
      const call = (id: number, name: string, values: string[]) =>
        new Promise<{ value?: unknown; error?: { code: string; detail: object } }>((resolve) => {
          worker.addEventListener('message', ({ data }) => {
            if ((data as { id: number }).id === id) resolve(data as object);
          });
          worker.postMessage({ id, name, values, isLong: false });
        });
      await call(1, 'open', []);
      const { value, error } = await call(2, name, values);
      worker.terminate();
      if (error) return { error };
      if (!(value instanceof Blob)) return { value: String(value) };
      const address = await new Promise<string>((resolve) => {
        const reader = new FileReader();
        reader.addEventListener('load', () => resolve(reader.result as string));
        reader.readAsDataURL(value);
      });
      return { value: address.slice(address.indexOf(',') + 1) };
    },
    { url, name, values },
  );
}
