/** The published head of the demo article: the last layer, which is the same for everybody. */
import { fetchBytes } from '../../page/fetch-bytes.js';
import type { Answer } from './article.js';

export type Head = (features: ArrayLike<number>) => Answer;

interface Header {
  __metadata__: { 'kiln.card': string };
  [tensor: string]: unknown;
}

/** Reads safetensors: the length of a JSON header, the header, the numbers. */
export async function openHead(url: string): Promise<Head> {
  const { buffer } = await fetchBytes(url);
  const start = 8 + Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, start - 8))) as Header;
  const { labels } = JSON.parse(header.__metadata__['kiln.card']) as { labels: Record<string, string[]> };
  const names = Object.values(labels)[0] ?? [];
  const tensor = (name: string) => {
    const {
      dtype,
      data_offsets: [from, to],
    } = header[name] as { dtype: string; data_offsets: [number, number] };
    if (dtype !== 'F32') throw new Error(`${name} is ${dtype}`);
    return new Float32Array(buffer.slice(start + from, start + to));
  };
  const [weight, bias] = [tensor('output.weight'), tensor('output.bias')];
  return (features) => {
    const logits = names.map((_, row) => {
      let sum = bias[row] ?? 0;
      for (let at = 0; at < features.length; at += 1)
        sum += (features[at] ?? 0) * (weight[row * features.length + at] ?? 0);
      return sum;
    });
    const largest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    const best = logits.indexOf(largest);
    return { label: names[best] ?? '', probability: (powers[best] ?? 0) / total };
  };
}
