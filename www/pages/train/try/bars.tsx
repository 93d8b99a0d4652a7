/** A bar for each class, in its colour, always in the order of the classes. */
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { colourOf } from '../parts/class-colour.js';
import { useSession } from '../parts/use-session.js';
import type { Said } from './verdict.js';

/** More than these are a table: the most probable ones stand for all until somebody asks for the rest. */
const MAX_BARS = 12;

export function Bars({ version, prediction: { probabilities, isUnknown } }: Said) {
  const { project } = useSession();
  const all = probabilities.map((probability, index) => ({ probability, index }));
  const most = all.toSorted((a, b) => b.probability - a.probability).slice(0, MAX_BARS);
  const shown = all.length > MAX_BARS ? all.filter((bar) => most.includes(bar)) : all;
  const colour = (index: number) => {
    const position = project.classes.findIndex(({ id }) => id === version.classIds[index]);
    return colourOf(project.classes[position] ?? {}, position < 0 ? index : position);
  };
  return (
    <>
      <ul class={isUnknown ? 'bars is-unknown' : 'bars'} role="list">
        {shown.map(({ probability, index }) => (
          <li key={index} data-colour={colour(index)}>
            <span class="bar-name">{version.classNames[index]}</span>
            <meter min="0" max="1" value={probability} aria-label={version.classNames[index]} />
            <span class="bar-value">{formatProbability(probability)}</span>
          </li>
        ))}
      </ul>
      {shown.length < all.length && <p class="bars-rest">{t('try.bars.rest', { count: all.length - shown.length })}</p>}
    </>
  );
}
