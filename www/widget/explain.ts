/** The explanation of a prediction, painted and worded in the worker: the article's thread pays nothing for it. */
import { type Model, Occlusion } from '../generated/widget/kiln.js';
import { MAP_SIDE, paintMap } from '../shared/explanation/paint.js';
import { focusSentence } from '../shared/explanation/sentence.js';
import en from '../shared/i18n/explain/en.json';
import zhHans from '../shared/i18n/explain/zh-Hans.json';
import type { Job } from '../shared/bridge/call.js';
import type { DecodedPicture } from '../shared/worker/decode-picture.js';
import { pull, TRIAL_BATCH } from '../shared/worker/trials.js';
import type { Explanation } from '../types/core.js';
import type { ExplainRequest, WidgetExplanation } from './service.js';

export async function explain(
  model: Model,
  { rgba, width, height }: DecodedPicture,
  { classIndex, label, language }: ExplainRequest,
  job: Job,
): Promise<WidgetExplanation> {
  const classes = Uint32Array.of(classIndex);
  const maps = model.needsOcclusion()
    ? await occlude(model, rgba, width, height, classes, job)
    : await model.explain(rgba, width, height, classes);
  const [map] = maps;
  if (!map) throw new Error('no map came back');
  const { onPicture, seen } = map;
  return {
    map: await createImageBitmap(new ImageData(paintMap(map), MAP_SIDE, MAP_SIDE)),
    onPicture: styleOf(onPicture),
    seen: styleOf(seen),
    sentence: sentenceOf(map, label, language),
    labels: labelsOf(language),
  };
}

async function occlude(model: Model, rgba: Uint8Array, width: number, height: number, classes: Uint32Array, job: Job) {
  const occlusion = new Occlusion(model, rgba, width, height);
  try {
    await pull(occlusion, { batch: TRIAL_BATCH.pixels, job });
    return occlusion.explain(classes);
  } finally {
    occlusion.free();
  }
}

/** The styles of a place, to be set through the object model, which a strict policy allows. */
function styleOf({ left, top, width, height }: Explanation['seen']): string {
  return `left:${left * 100}%;top:${top * 100}%;width:${width * 100}%;height:${height * 100}%`;
}

function labelsOf(language: ExplainRequest['language']): WidgetExplanation['labels'] {
  const words = language === 'zh-Hans' ? zhHans : en;
  return [words['explain.class'], words['explain.opacity']];
}

function sentenceOf(map: Explanation, label: string, language: ExplainRequest['language']): string {
  const words: Record<string, string> = language === 'zh-Hans' ? zhHans : en;
  const say = (key: string, parameters: Record<string, string>) =>
    (words[key] ?? '').replace(/\{(\w+)\}/g, (whole, name: string) => parameters[name] ?? whole);
  return focusSentence(map, label, say, (share) => new Intl.NumberFormat(language, { style: 'percent' }).format(share));
}
