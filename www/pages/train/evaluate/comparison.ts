/** Two versions on the same pictures: which is better, and what each costs. */
import { formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { flipList, type ShownFlip } from '../compress/flip-lists.js';
import { el } from '../../../shared/dom.js';
import { chanceNote } from './chance-note.js';
import { costs } from './comparison-costs.js';
import { versionName } from '../project/sentences.js';
import type { Session } from '../project/session.js';
import type { Thumbnails } from '../project/thumbnails.js';

/** The comparison of two versions; null while there is nothing to compare with. */
export function comparison(session: Session, chosen: ModelVersion, thumbnails: Thumbnails): HTMLElement | null {
  const others = session.versions.filter(({ id, predictions }) => id !== chosen.id && predictions.length > 0);
  if (others.length === 0 || chosen.predictions.length === 0) return null;
  const result = el('div', { testId: 'comparison' });
  const choice = el(
    'select',
    { attributes: { 'aria-label': t('compare.with') }, testId: 'compare-with' },
    el('option', { text: t('compare.with'), attributes: { value: '' } }),
    ...others.map((version) => el('option', { text: versionName(version), attributes: { value: version.id } })),
  );
  choice.addEventListener('change', () => {
    const other = others.find(({ id }) => id === choice.value);
    if (!other) return result.replaceChildren();
    void session.attempt(() => show(result, session, chosen, other, thumbnails));
  });
  return el('div', { class: 'comparison' }, choice, result);
}

async function show(
  root: HTMLElement,
  session: Session,
  a: ModelVersion,
  b: ModelVersion,
  thumbnails: Thumbnails,
): Promise<void> {
  const sizesAndSpeed = await costs(session, a, b);
  const { comparison: compared, pictures } = await session.worker.compareVersions(a.id, b.id);
  if (!compared) return root.replaceChildren(el('p', { text: t('compare.nothing') }), sizesAndSpeed);
  const names = { a: versionName(a), b: versionName(b) };
  const verdict = compared.isSignificant ? 'compare.differ' : 'compare.alike';
  const classIds = [...new Set([...a.classIds, ...b.classIds])];
  const nameOf = (id: string) => a.classNames[a.classIds.indexOf(id)] ?? b.classNames[b.classIds.indexOf(id)] ?? '';
  const flipsAt = (positions: number[], effect: ShownFlip['effect']) =>
    positions.flatMap((position): ShownFlip[] => {
      const picture = pictures[position];
      if (!picture) return [];
      const { pictureId, predictedA, predictedB } = picture;
      const [label = 0, before = 0, after = 0] = [picture.label, predictedA, predictedB].map((id) =>
        classIds.indexOf(id),
      );
      return [{ pictureId, label, before, after, effect }];
    });
  root.replaceChildren(
    el('p', {
      text: t('compare.accuracy', {
        ...names,
        count: compared.count,
        accuracyA: formatPercent(compared.accuracyA),
        accuracyB: formatPercent(compared.accuracyB),
      }),
    }),
    el('p', { text: t(verdict), testId: 'compare-verdict' }),
    chanceNote(compared.pValue),
    sizesAndSpeed,
    ...[
      { name: names.a, flips: flipsAt(compared.onlyARight, 'lost') },
      { name: names.b, flips: flipsAt(compared.onlyBRight, 'won') },
    ].map(({ name, flips }) => flipList(t('compare.only', { name }), flips, classIds.map(nameOf), thumbnails)),
  );
}
