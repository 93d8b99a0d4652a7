/** The place where the model looked, in words. */
import type { Explanation } from '../../types/core.js';

type Where = Pick<Explanation, 'extent' | 'region' | 'share'>;
type SentenceKey = `explain.${Where['extent']}` | `explain.region.${Where['region']}`;

/** The sentence for a map; `say` has the words and `percent` the figures of the language in use. */
export function focusSentence(
  { extent, region, share }: Where,
  label: string,
  say: (key: SentenceKey, parameters: Record<string, string>) => string,
  percent: (share: number) => string,
): string {
  return say(`explain.${extent}`, { label, region: say(`explain.region.${region}`, {}), share: percent(share) });
}
