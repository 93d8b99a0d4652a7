/** A version on paper: one HTML file without scripts, to print or to file. */
import { formatNumber, formatPercent } from '../../i18n/format.js';
import { language, t, type MessageKey } from '../../i18n/index.js';
import type { EpochReport, ModelVersion, Project } from '../../storage/index.js';
import { el } from '../dom.js';
import { scoresTable } from './scores-table.js';
import { accuracySentence, proportionSentence, versionName } from './sentences.js';

const STYLE = `body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 Georgia,serif;color:#1b1613}
h1,h2{line-height:1.2}table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #bbb;padding:.3rem .6rem;text-align:right}
th[scope=row]{text-align:left}svg{width:100%;height:auto}dt{font-weight:bold}dd{margin:0 0 .5rem}@media print{body{margin:0}}`;

export function reportOf(project: Project, version: ModelVersion): Blob {
  const { evaluation, classNames, counts, test } = version;
  const title = `${project.name}: ${versionName(version)}`;
  const body = el(
    'body',
    {},
    el('h1', { text: title }),
    el('p', { text: new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(version.createdAt) }),
    el('p', { text: accuracySentence(version) }),
    test ? el('p', { text: t('evaluate.test', { accuracy: proportionSentence(test) }) }) : null,
    el('h2', { text: t('report.data') }),
    facts([
      [t('report.classes'), classNames.join(', ')],
      [t('report.train'), formatNumber(counts.train)],
      [t('report.validation'), formatNumber(counts.validation)],
      [t('report.test'), formatNumber(counts.test ?? 0)],
    ]),
    evaluation ? el('h2', { text: t('evaluate.scores') }) : null,
    evaluation ? scoresTable(classNames, evaluation) : null,
    evaluation ? el('h2', { text: t('evaluate.confusion') }) : null,
    evaluation ? matrix(classNames, evaluation.confusion) : null,
    version.unknown
      ? el('p', { text: t('evaluate.unknown', { rate: formatPercent(version.unknown.falseAlarmRate.value) }) })
      : null,
    el('h2', { text: t('train.curve.loss') }),
    curve(version.history),
    el('h2', { text: t('report.settings') }),
    facts([...settingsOf(version), [t('train.device'), version.device ? t(`train.device.${version.device}`) : '–']]),
    el('h2', { text: t('report.card') }),
    el('p', { text: t('report.card.text') }),
  );
  const head = el(
    'head',
    {},
    el('meta', { attributes: { charset: 'utf-8' } }),
    el('title', { text: title }),
    el('style', { text: STYLE }),
  );
  const root = el('html', { attributes: { lang: language } }, head, body);
  return new Blob(['<!doctype html>\n', root.outerHTML], { type: 'text/html' });
}

function settingsOf({ settings, architecture }: ModelVersion): [string, string][] {
  const { schedule, augmentation, classWeights, earlyStopping, frozenEpochs, backboneLearningRate, ...others } = settings;
  const numbers = architecture === 'fine-tune' ? { ...others, frozenEpochs, backboneLearningRate } : others;
  const named = Object.entries(numbers).map(([name, value]): [string, string] => [
    t(`train.setting.${name}` as MessageKey),
    formatNumber(value),
  ]);
  const switched = (isOn: boolean) => t(isOn ? 'report.yes' : 'report.no');
  const { flip, ...changes } = augmentation;
  return [
    [t('train.model'), t(`train.model.${architecture}`)],
    ...named,
    [t('train.setting.schedule'), t(`train.schedule.${schedule}`)],
    [t('train.setting.classWeights'), switched(classWeights)],
    [t('train.setting.earlyStopping'), earlyStopping === null ? switched(false) : formatNumber(earlyStopping)],
    [t('train.setting.augmentation.flip'), switched(flip)],
    ...Object.entries(changes).map(([name, value]): [string, string] => [
      t(`train.setting.augmentation.${name}` as MessageKey),
      formatNumber(value),
    ]),
  ];
}

function facts(pairs: [string, string][]): HTMLElement {
  return el('dl', {}, ...pairs.flatMap(([name, value]) => [el('dt', { text: name }), el('dd', { text: value })]));
}

function matrix(classNames: readonly string[], confusion: readonly number[][]): HTMLElement {
  const head = classNames.map((name) => el('th', { text: name, attributes: { scope: 'col' } }));
  const rows = confusion.map((counts, truth) =>
    el(
      'tr',
      {},
      el('th', { text: classNames[truth] ?? '', attributes: { scope: 'row' } }),
      ...counts.map((count) => el('td', { text: String(count) })),
    ),
  );
  const corner = el('td', { text: t('evaluate.confusion.corner') });
  return el('table', {}, el('thead', {}, el('tr', {}, corner, ...head)), el('tbody', {}, ...rows));
}

/** The losses as a drawing, for paper has no canvas. */
function curve(history: readonly EpochReport[]): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 600 200');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', t('train.curve.loss'));
  const largest = Math.max(1e-6, ...history.flatMap((h) => [h.trainLoss, h.validationLoss ?? 0]));
  const line = (values: (number | null)[], colour: string, dash: string, name: string, row: number) => {
    const points = values.flatMap((value, index) =>
      value === null ? [] : [`${(index / Math.max(1, values.length - 1)) * 590 + 5},${195 - (value / largest) * 185}`],
    );
    if (points.length === 0) return;
    const polyline = document.createElementNS(namespace, 'polyline');
    for (const [key, value] of Object.entries({ points: points.join(' '), fill: 'none', stroke: colour, 'stroke-width': '2', 'stroke-dasharray': dash }))
      polyline.setAttribute(key, value);
    const label = document.createElementNS(namespace, 'text');
    for (const [key, value] of Object.entries({ x: '590', y: String(16 + 16 * row), 'text-anchor': 'end', fill: colour, 'font-size': '13' }))
      label.setAttribute(key, value);
    label.textContent = name;
    svg.append(polyline, label);
  };
  line(history.map((h) => h.trainLoss), '#1b1613', '', t('train.curve.train'), 0);
  line(history.map((h) => h.validationLoss), '#a63f22', '6 4', t('train.curve.validation'), 1);
  return svg;
}
