/** Pictures that two models predict differently, each with both predictions. */
import { formatNumber } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { Thumbnail } from '../parts/thumbnail.js';

/** Longer lists are cut: nobody looks at hundreds. */
const MAX_SHOWN = 24;

/** A changed prediction, by the names of the classes. */
export interface ShownFlip {
  pictureId: string;
  truth: string;
  before: string;
  after: string;
}

/** Such pictures under a title, with their number; nothing where there are none. */
export function FlipList({ title, flips }: { title: string; flips: readonly ShownFlip[] }) {
  if (flips.length === 0) return null;
  return (
    <div class="flips">
      <h4>{`${title} (${formatNumber(flips.length)})`}</h4>
      <ul role="list">
        {flips.slice(0, MAX_SHOWN).map(({ pictureId, ...words }) => (
          <li key={pictureId} data-testid="flip">
            <Thumbnail pictureId={pictureId} alt="" />
            <span>{t('compress.flip', words)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
