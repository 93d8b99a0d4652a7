/** Two versions on the same pictures: which is better, and what each costs. */
import { formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { flipList, type ShownFlip } from '../compress/flip-lists.js';
import { el } from '../../../shared/dom.js';
import { chanceNote, SIGNIFICANT } from './chance-note.js';
import { costs } from './comparison-costs.js';
import { indexOfLargest } from './confusion-table.js';
import { versionName } from '../project/sentences.js';
import type { Session } from '../project/session.js';
import type { Thumbnails } from '../project/thumbnails.js';

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
    new Map(
      predictions.map((p) => [
        p.pictureId,
        { truth: classIds[p.truth] ?? '', answer: classIds[indexOfLargest(p.probabilities)] ?? '' },
      ]),
    );
  const [ofA, ofB] = [answers(a), answers(b)];
  const shared = [...ofA.keys()].filter((id) => ofA.get(id)?.truth === ofB.get(id)?.truth);
  const sizesAndSpeed = await costs(session, a, b);
  if (shared.length === 0) return root.replaceChildren(el('p', { text: t('compare.nothing') }), sizesAndSpeed);
  const classIds = [...new Set(shared.flatMap((id) => [ofA, ofB].flatMap((of) => Object.values(of.get(id) ?? {}))))];
  const column = (of: typeof ofA, which: 'truth' | 'answer') =>
    shared.map((id) => classIds.indexOf(of.get(id)?.[which] ?? ''));
  const [truths, answersA, answersB] = [column(ofA, 'truth'), column(ofA, 'answer'), column(ofB, 'answer')] as const;
  const compared = await session.worker.compare(answersA, answersB, truths);
  const names = { a: versionName(a), b: versionName(b) };
  const verdict = compared.pValue < SIGNIFICANT ? 'compare.differ' : 'compare.alike';
  const nameOf = (id: string) => a.classNames[a.classIds.indexOf(id)] ?? b.classNames[b.classIds.indexOf(id)] ?? '';
  const flipsAt = (positions: number[], effect: ShownFlip['effect']) =>
    positions.map((position): ShownFlip => {
      const [truth = 0, before = 0, after = 0] = [truths[position], answersA[position], answersB[position]];
      return { pictureId: shared[position] ?? '', truth, before, after, effect };
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
