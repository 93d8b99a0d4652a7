/** The credits of the sample photos, with their licences; fetched when someone asks. */
import { languageEvents, t } from '../../shared/i18n/index.js';
import { sampleUrl, type SampleName } from './samples.js';
import { el } from '../../shared/dom.js';

/** One entry of `samples/credits.json`. */
interface Credit {
  name: SampleName;
  author: string | null;
  licence: string;
  licenceUrl: string;
  source: string;
}

export function mountCredits(details: HTMLDetailsElement, list: HTMLElement): void {
  let credits: readonly Credit[] | null = null;
  const render = (): void => {
    if (credits) list.replaceChildren(...credits.map((credit) => el('li', {}, ...creditLine(credit))));
  };
  const fetchOnce = async (): Promise<void> => {
    if (!details.open || credits) return;
    try {
      credits = await fetchCredits();
      render();
    } catch {
      // No network, or a host without the file: whoever wants to know can open it again.
      list.replaceChildren(el('li', { text: t('credits.failed') }));
    }
  };
  details.addEventListener('toggle', () => void fetchOnce());
  languageEvents.addEventListener('languagechange', render);
}

async function fetchCredits(): Promise<readonly Credit[]> {
  const response = await fetch(sampleUrl('credits.json'));
  if (!response.ok) throw new Error(`The credits answered ${response.status}`);
  return (await response.json()) as Credit[];
}

function creditLine(credit: Credit): (Node | string)[] {
  const title = t(`sample.${credit.name}`);
  const licence = el('a', { text: credit.licence, attributes: { href: credit.licenceUrl, rel: 'license noopener' } });
  // The licence is a link, so the sentence is cut at its place.
  const params = { title, source: credit.source, licence: '\u0000' };
  const line = credit.author
    ? t('credits.entry.author', { ...params, author: credit.author })
    : t('credits.entry', params);
  const [before, after] = line.split('\u0000');
  return [before ?? '', licence, after ?? ''];
}
