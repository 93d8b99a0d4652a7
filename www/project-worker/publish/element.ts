/** The element as it stands in an article, with what it says where no script runs. */
import { percent } from '../../shared/i18n/percent.js';
import { isSure } from '../../shared/is-sure.js';
import type { PublishRequest } from '../service.js';
import { attributes, escaped } from './markup.js';
import type { Sample } from './samples.js';
import { WORDS } from './words.js';

export interface Places {
  /** The place of the model: an address or `#id`. */
  model: string;
  /** The place of the backbone; null where it lies beside the script. */
  backbone: string | null;
  /** The places of the samples' pictures. */
  samples: string[];
}

export function elementMarkup(request: PublishRequest, samples: readonly Sample[], places: Places): string {
  const { title, language, camera, explain, feedback, feedbackUrl } = request;
  const opening = attributes({
    src: places.model,
    backbone: places.backbone,
    alt: title,
    lang: language,
    theme: 'auto',
    camera,
    explain,
    feedback,
    'feedback-url': feedback ? feedbackUrl : null,
  });
  const figures = samples.map((sample, index) => figure(sample, places.samples[index] ?? '', index, language));
  return [`<kiln-classifier${opening}>`, ...figures, '</kiln-classifier>'].join('\n');
}

function figure(
  { width, height, className, probability }: Sample,
  src: string,
  index: number,
  language: 'en' | 'zh-Hans',
) {
  const words = WORDS[language];
  const named = (name: string) =>
    isSure(probability) ? `${name} ${percent(language, probability)}` : words.unsure(name);
  const caption = className === null ? words.unknown : named(className);
  const image = attributes({
    src,
    alt: words.sample(index + 1),
    width: String(width),
    height: String(height),
    loading: 'lazy',
  });
  return `  <figure slot="samples"><img${image}><figcaption>${escaped(caption)}</figcaption></figure>`;
}
