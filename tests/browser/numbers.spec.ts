/** What the built modules compute in this browser, against ONNX Runtime, PIL and one another. */
import { expect, test, type Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadModel, logits, openHarness, toFloats } from './support/harness.js';
import { indexOfLargest, largestDifference, normalise, readReference, readTensors } from './support/reference.js';
import { fixture, readJson } from './support/studio.js';

/** The same weights on two devices differ by the order of summation alone: 2e-5 was measured. */
const SUMMATION_TOLERANCE = 1e-3;
/** What 7-bit activations move a logit by: 0.48 was measured. */
const ROUNDING_TOLERANCE = 0.8;
/**
 * Of features, which go up to 6: one value in a hundred becomes another byte than PIL's, and a canvas keeps colours
 * multiplied by alpha. 0.023 was measured, for a picture of 40 × 30 pixels.
 */
const FEATURES_TOLERANCE = 0.05;

const reference = readReference();

// First of all: a WebGPU test that passes where there is no WebGPU tests nothing.
test('this browser has a WebGPU adapter', async ({ page }) => {
  await page.goto('./');
  const vendor = await page.evaluate(async () => (await navigator.gpu.requestAdapter())?.info.vendor ?? null);
  expect(vendor).not.toBeNull();
});

for (const name of ['kernel-check', 'kernel-check-relaxed']) {
  test(`every kernel is what its plain loops are, over random shapes, in this browser: ${name}`, async ({ page }) => {
    await openHarness(page);
    expect(await checkKernels(page, name)).toEqual([]);
  });
}

/** Runs the properties of a module, and tells what panicked. */
function checkKernels(page: Page, name: string): Promise<string[]> {
  return page.evaluate(async (name) => {
    const address = (file: string): string => new URL(`www/generated/${name}/${file}`, document.baseURI).href;
    const module = (await import(address('kiln.js'))) as typeof import('../../www/generated/kernel-check/kiln.js');
    await module.default({ module_or_path: address('kiln_bg.wasm') });
    module.start();
    const panics: string[] = [];
    module.onPanic((message: string) => panics.push(message));
    try {
      module.checkKernels();
    } catch (error) {
      panics.push(String(error));
    }
    return panics;
  }, name);
}

test("logits with Burn's layers are those of the same weights elsewhere", async ({ page }) => {
  await openHarness(page);
  await loadModel(page, 'train', 'burn');
  for (const [index, file] of reference.files.entries()) {
    const actual = await logits(page, reference.inputs[index]!);
    expect(largestDifference(actual, reference.logits[index]!), file).toBeLessThan(SUMMATION_TOLERANCE);
    expect(indexOfLargest(actual), file).toBe(indexOfLargest(reference.logits[index]!));
  }
});

for (const module of ['cpu', 'cpu-relaxed', 'train', 'widget'] as const) {
  test(`logits of the module ${module} are those of the command line, to the bit`, async ({ page }) => {
    await openHarness(page);
    await loadModel(page, module, 'fused');
    const digest = createHash('sha256');
    for (const [index, file] of reference.files.entries()) {
      const actual = await logits(page, reference.inputs[index]!);
      expect(largestDifference(actual, reference.logits[index]!), file).toBeLessThan(ROUNDING_TOLERANCE);
      expect(indexOfLargest(actual), file).toBe(indexOfLargest(reference.logits[index]!));
      digest.update(new Uint8Array(actual.buffer));
    }
    expect(digest.digest('hex')).toBe(readFileSync(fixture('reference/one-byte-logits.sha256'), 'utf8').trim());
  });
}

test('logits on WebGPU are those of the same weights elsewhere', async ({ page }) => {
  await openHarness(page);
  await loadModel(page, 'webgpu', 'fused');
  for (const [index, file] of reference.files.entries()) {
    // Every fourth picture: the software adapter takes seconds for each.
    if (index % 4 > 0) continue;
    const actual = await logits(page, reference.inputs[index]!);
    expect(largestDifference(actual, reference.logits[index]!), file).toBeLessThan(SUMMATION_TOLERANCE);
  }
});

test('every layer that somebody reads is on WebGPU what Burn computes on the CPU', async ({ page }) => {
  await openHarness(page);
  const [, , picture] = reference.inputs;
  const values: number[][][] = [];
  for (const [module, kernels] of [
    ['train', 'burn'],
    ['train-webgpu', 'fused'],
  ] as const) {
    await loadModel(page, module, kernels);
    const text = Buffer.from(picture!.buffer, picture!.byteOffset, picture!.byteLength).toString('base64');
    values.push(
      await page.evaluate(async (text) => {
        const { model } = window;
        const [input, backbone] = [window.decode(text), model.backbone()!];
        const rgba = Uint8Array.from({ length: 4 * 224 * 224 }, (_, index) => (index % 4 === 3 ? 255 : index % 251));
        const [map] = await model.explain(rgba, 224, 224, Uint32Array.of(985));
        return [
          await model.logits(input),
          await backbone.featuresOfInput(input, 'features'),
          await backbone.featuresOfInput(input, 'activations'),
          map!.values,
        ].map((layer) => Array.from(layer));
      }, text),
    );
  }
  const [onBurn, onPlan] = values;
  for (const [index, layer] of onBurn!.entries()) {
    const actual = Float32Array.from(onPlan![index]!);
    expect(actual.length).toBe(layer.length);
    expect(largestDifference(actual, Float32Array.from(layer))).toBeLessThan(SUMMATION_TOLERANCE);
  }
});

test('an inference on WebGPU is one submission and one read-back', async ({ page }) => {
  await openHarness(page);
  await loadModel(page, 'webgpu', 'fused');
  const counts = await page.evaluate(async () => {
    const input = new Float32Array(3 * 224 * 224);
    // The first run uploads weights and compiles pipelines.
    await window.model.logits(input);
    const counts = { submissions: 0, readBacks: 0, pipelines: 0 };
    const count = (prototype: object, method: string, key: keyof typeof counts): void => {
      const original = Reflect.get(prototype, method) as (...values: unknown[]) => unknown;
      Reflect.set(prototype, method, function (this: unknown, ...values: unknown[]) {
        counts[key] += 1;
        return original.apply(this, values);
      });
    };
    count(GPUQueue.prototype, 'submit', 'submissions');
    count(GPUBuffer.prototype, 'mapAsync', 'readBacks');
    count(GPUDevice.prototype, 'createComputePipeline', 'pipelines');
    await window.model.logits(input);
    return counts;
  });
  // The copy for the read-back may be a submission of its own.
  expect(counts.submissions).toBeLessThanOrEqual(2);
  expect(counts).toMatchObject({ readBacks: 1, pipelines: 0 });
});

/** One pixel further in the order of rows: the first of each row comes from the end of the row before. */
const shifted = (rgb: Buffer): Float32Array => normalise(Buffer.concat([rgb.subarray(0, 3), rgb.subarray(0, -3)]));

/** Features of a picture that is decoded as the worker does and prepared in wasm, and of one that PIL has prepared. */
async function featuresOfBoth(page: Page, file: string, prepared: Float32Array): Promise<Float32Array[]> {
  const text = Buffer.from(prepared.buffer).toString('base64');
  const both = await page.evaluate(
    async ({ file, text }) => {
      const picture = await (await fetch(new URL(file, document.baseURI))).blob();
      const bitmap = await createImageBitmap(picture);
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const backbone = window.model.backbone()!;
      const own = await backbone.features(new Uint8Array(data.buffer), width, height, 'features');
      return [own, await backbone.featuresOfInput(window.decode(text), 'features')].map(window.encode);
    },
    { file, text },
  );
  return both.map((text) => toFloats(Buffer.from(text, 'base64')));
}

test("the network sees in a picture what it sees in PIL's crop of it", async ({ page }) => {
  const { data } = readTensors('preprocess/preprocess.safetensors');
  await openHarness(page);
  // In floats, where so little is not lost in the rounding of activations.
  await loadModel(page, 'train', 'burn');
  expect(data.size).toBe(5);
  for (const [file, pixels] of data) {
    const [own = new Float32Array(), wanted = new Float32Array()] = await featuresOfBoth(
      page,
      `tests/fixtures/preprocess/${file}`,
      normalise(pixels),
    );
    expect(largestDifference(own, wanted), file).toBeLessThan(FEATURES_TOLERANCE);
    // The same picture, one pixel to the right: so little is noticed.
    const [, moved = new Float32Array()] = await featuresOfBoth(
      page,
      `tests/fixtures/preprocess/${file}`,
      shifted(pixels),
    );
    expect(largestDifference(own, moved), file).toBeGreaterThan(4 * FEATURES_TOLERANCE);
  }
});

// These are flowers, most of which the network has no name for: its first answers are close to the second.
test("from the JPEG the top answer is PyTorch's for at least 23 of 25", async ({ page }) => {
  const expected = readJson<Record<string, { index: number }>>('reference/flowers25_top1.json');
  await openHarness(page);
  await loadModel(page, 'cpu', 'fused');
  const wrong: string[] = [];
  for (const [file, { index }] of Object.entries(expected)) {
    const top = await page.evaluate(async (file) => {
      const picture = await (await fetch(new URL(file, document.baseURI))).blob();
      const bitmap = await createImageBitmap(picture);
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const [best] = await window.model.classify(new Uint8Array(data.buffer), width, height, 1);
      return best?.index;
    }, `tests/fixtures/pictures/${file}`);
    if (top !== index) wrong.push(file);
  }
  expect(Object.keys(expected)).toHaveLength(25);
  expect(wrong.length, wrong.join(', ')).toBeLessThanOrEqual(2);
});

test('a second call while one is running is refused, and the first one still answers', async ({ page }) => {
  await openHarness(page);
  // On the CPU a call is over before the next one can begin; on WebGPU it waits for the device.
  await loadModel(page, 'webgpu', 'fused');
  const answers = await page.evaluate(async () => {
    const input = new Float32Array(3 * 224 * 224);
    const calls = [window.model.logits(input), window.model.logits(input)];
    const outcomes = await Promise.allSettled(calls);
    return outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value.length : (outcome.reason as { code: string }).code,
    );
  });
  expect(answers).toEqual([1000, 'engine.busy']);
});

test('errors cross as real errors with a code', async ({ page }) => {
  await openHarness(page);
  await loadModel(page, 'cpu', 'fused');
  const seen = await page.evaluate(async () => {
    const caught: unknown[] = [];
    const catchInto = (error: unknown): void => {
      const { code, message } = error as { code: string; message: string };
      caught.push([error instanceof Error, code, message.length > 0]);
    };
    try {
      window.kiln.probePicture(new Uint8Array());
    } catch (error) {
      catchInto(error);
    }
    await window.model.logits(new Float32Array(7)).catch(catchInto);
    await window.kiln.Model.load(new Uint8Array(100), 'fused', null).catch(catchInto);
    await window.model.classify(new Uint8Array(3), 9, 9, 1).catch(catchInto);
    return caught;
  });
  expect(seen).toEqual([
    [true, 'picture.empty', true],
    [true, 'input.shape', true],
    [true, 'model.damaged', true],
    [true, 'picture.damaged', true],
  ]);
});

test('every fixture picture is told apart by its header', async ({ page }) => {
  const expected = readJson<Record<string, { error?: string; note?: string }>>('bad/expected.json');
  await openHarness(page);
  await loadModel(page, 'cpu', 'fused');
  const files = readdirSync(fixture('bad')).filter((file) => expected[file]);
  // One is made on demand, and seldom there.
  expect(files.length).toBeGreaterThanOrEqual(Object.keys(expected).length - 1);
  for (const file of files) {
    const code = await page.evaluate(
      async (file) => {
        const bytes = new Uint8Array(await (await fetch(new URL(file, document.baseURI))).arrayBuffer());
        try {
          return window.kiln.probePicture(bytes).isAnimated ? 'animated' : 'fine';
        } catch (error) {
          return (error as { code: string }).code;
        }
      },
      path.posix.join('tests/fixtures/bad', file),
    );
    const { error, note } = expected[file]!;
    // Only decoding shows that data behind a good header is damaged, or that no decoder is there.
    const isHeaderGood = !error || ['picture.damaged', 'picture.unsupported-format'].includes(error);
    expect(code, file).toBe(isHeaderGood ? (note === 'first-frame-only' ? 'animated' : 'fine') : error);
  }
});
