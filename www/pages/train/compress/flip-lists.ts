/** Pictures that two models predict differently, each with both predictions: losses first. */
import { formatNumber } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { Flip } from '../../../types/core.js';
import { el } from '../../../shared/dom.js';
import type { Thumbnails } from '../project/thumbnails.js';

/** Longer lists are cut: nobody looks at hundreds. */
const MAX_SHOWN = 24;

/** A changed prediction; its classes are positions among the names. */
export type ShownFlip = Omit<Flip, 'picture'> & { pictureId: string };

export function flipLists(
  flips: readonly ShownFlip[],
  names: readonly string[],
  thumbnails: Thumbnails,
): HTMLElement[] {
  if (flips.length === 0) return [el('p', { text: t('compress.flips.none'), testId: 'flips-none' })];
  return (['lost', 'won', 'neither'] as const).flatMap((effect) => {
    const these = flips.filter((flip) => flip.effect === effect);
    return these.length > 0 ? [flipList(t(`compress.flips.${effect}`), these, names, thumbnails)] : [];
  });
}

/** One such list under a title, with the number of pictures in it. */
export function flipList(
  title: string,
  flips: readonly ShownFlip[],
  names: readonly string[],
  thumbnails: Thumbnails,
): HTMLElement {
  const items = flips.slice(0, MAX_SHOWN).map((flip) => {
    const image = el('img', { attributes: { alt: '' } });
    thumbnails.show(image, flip.pictureId);
    const name = (position: number) => names[position] ?? '';
    const words = { truth: name(flip.label), before: name(flip.before), after: name(flip.after) };
    return el('li', { testId: 'flip' }, image, el('span', { text: t('compress.flip', words) }));
  });
  return el(
    'div',
    { class: 'flips' },
    el('h4', { text: `${title} (${formatNumber(flips.length)})` }),
    el('ul', { attributes: { role: 'list' } }, ...items),
  );
}
