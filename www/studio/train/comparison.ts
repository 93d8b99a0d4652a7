/** Two versions on the same pictures. */
import { formatNumber, formatPercent } from '../../i18n/format.js';
import { t } from '../../i18n/index.js';
import type { ModelVersion, PicturePrediction } from '../../storage/index.js';
import { el } from '../dom.js';
import { indexOfLargest } from './confusion-table.js';
import { versionName } from './sentences.js';
import type { Session } from './session.js';
import type { Thumbnails } from './thumbnails.js';

/** Less than one chance in twenty that equally good models would differ so much. */
const SIGNIFICANT = 0.05;
const MAX_SHOWN = 24;

/** Null while there is nothing to compare with. */
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
  // By the ids of classes, for the versions may have them in another order. Only pictures that neither
  // has learnt from.
  const answers = ({ classIds, predictions }: ModelVersion) =>
    new Map(predictions.map((p) => [p.pictureId, { truth: classIds[p.truth] ?? '', answer: classIds[indexOfLargest(p.probabilities)] ?? '' }]));
  const [ofA, ofB] = [answers(a), answers(b)];
  const shared = [...ofA.keys()].filter((id) => ofA.get(id)?.truth === ofB.get(id)?.truth);
  if (shared.length === 0) return root.replaceChildren(el('p', { text: t('compare.nothing') }));
  const numbers = new Map([...new Set(shared.flatMap((id) => [ofA, ofB].flatMap((of) => Object.values(of.get(id) ?? {}))))].map((id, index) => [id, index]));
  const column = (of: typeof ofA, which: 'truth' | 'answer') => shared.map((id) => numbers.get(of.get(id)?.[which] ?? '') ?? 0);
  const compared = await session.trainer.compare(column(ofA, 'answer'), column(ofB, 'answer'), column(ofA, 'truth'));
  const names = { a: versionName(a), b: versionName(b) };
  const verdict = compared.pValue < SIGNIFICANT ? 'compare.differ' : 'compare.alike';
  root.replaceChildren(
    el('p', {
      text: t('compare.accuracy', {
        ...names,
        count: compared.count,
        accuracyA: formatPercent(compared.accuracyA),
        accuracyB: formatPercent(compared.accuracyB),
      }),
    }),
    el('p', { text: t(verdict, { p: formatNumber(Number(compared.pValue.toPrecision(2))) }) }),
    pictures(t('compare.only', { name: names.a }), compared.onlyARight, shared, thumbnails),
    pictures(t('compare.only', { name: names.b }), compared.onlyBRight, shared, thumbnails),
  );
}

function pictures(title: string, positions: number[], ids: PicturePrediction['pictureId'][], thumbnails: Thumbnails): HTMLElement {
  const items = positions.slice(0, MAX_SHOWN).map((position) => {
    const image = el('img', { attributes: { alt: '' } });
    thumbnails.show(image, ids[position] ?? '');
    return el('li', {}, image);
  });
  const head = el('h4', { text: `${title} (${formatNumber(positions.length)})` });
  return el('div', {}, head, el('ul', { class: 'thumbnails', attributes: { role: 'list' } }, ...items));
}
