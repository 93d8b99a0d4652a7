/** The gains and losses of a smaller copy of a version, in words, numbers and pictures. */
import type { Checked, Compression } from '../../../engine/index.js';
import { formatDuration, formatNumber, formatPercent, formatSize } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ModelVersion } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { scrolling } from '../evaluate/scores-table.js';
import type { Thumbnails } from '../project/thumbnails.js';
import { flipLists } from './flip-lists.js';

export function compressionReport(version: ModelVersion, made: Compression, thumbnails: Thumbnails): HTMLElement[] {
  const { bytesBefore, bytesAfter, msBefore, msAfter, checked } = made;
  const sizes = {
    before: formatSize(bytesBefore),
    after: formatSize(bytesAfter),
    share: formatPercent(bytesAfter / bytesBefore),
  };
  const times = { before: formatDuration(msBefore), after: formatDuration(msAfter) };
  return [
    el('p', { class: 'verdict', text: t('compress.size', sizes), testId: 'compress-size' }),
    ...(checked ? cost(version, checked, thumbnails) : [el('p', { text: t('compress.unchecked') })]),
    el('p', { text: t('compress.speed', times), testId: 'compress-speed' }),
  ];
}

function cost({ classNames }: ModelVersion, { change, pictureIds }: Checked, thumbnails: Thumbnails): HTMLElement[] {
  const { count, flips, accuracyBefore, accuracyAfter, pValue, isSignificant, maxLogitDifference } = change;
  const same = t('compress.same', { same: count - flips.length, count });
  const interval = ({ value, low, high }: typeof accuracyBefore) =>
    t('compress.accuracy', { value: formatPercent(value), low: formatPercent(low), high: formatPercent(high) });
  const verdict = isSignificant ? 'compare.differ' : 'compare.alike';
  const list = el(
    'dl',
    { class: 'facts' },
    fact(t('compress.before'), interval(accuracyBefore)),
    fact(t('compress.after'), interval(accuracyAfter)),
    fact(t('compress.scores'), rounded(maxLogitDifference)),
  );
  const hasChanged = flips.some(({ effect }) => effect !== 'neither');
  return [
    el('p', { text: same, testId: 'compress-same' }),
    list,
    ...(hasChanged ? [el('p', { text: t(verdict, { p: rounded(pValue) }) })] : []),
    classTable(classNames, change),
    ...flipLists(
      flips.map((flip) => ({ ...flip, pictureId: pictureIds[flip.picture] ?? '' })),
      classNames,
      thumbnails,
    ),
  ];
}

function fact(name: string, value: string): HTMLElement {
  return el('div', {}, el('dt', { text: name }), el('dd', { text: value }));
}

function classTable(classNames: readonly string[], { perClass }: Checked['change']): HTMLElement {
  const share = (value: number | null) => (value === null ? '–' : formatPercent(value));
  const head = (['class', 'pictures', 'found-before', 'found-after'] as const).map((column) =>
    el('th', { text: t(`compress.${column}`), attributes: { scope: 'col' } }),
  );
  const rows = perClass.map(({ support, recallBefore, recallAfter }, index) =>
    el(
      'tr',
      {},
      el('th', { text: classNames[index] ?? '', attributes: { scope: 'row' } }),
      el('td', { text: formatNumber(support) }),
      el('td', { text: share(recallBefore) }),
      el('td', { text: share(recallAfter) }),
    ),
  );
  const table = el(
    'table',
    { class: 'scores', testId: 'compress-classes' },
    el('thead', {}, el('tr', {}, ...head)),
    el('tbody', {}, ...rows),
  );
  return scrolling(table, t('compress.classes'));
}

function rounded(value: number): string {
  return formatNumber(Number(value.toPrecision(2)));
}
