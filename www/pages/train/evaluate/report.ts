/** A version on paper: one HTML file without scripts, to print or to file. */
import { formatNumber, formatPercent, formatPrecise } from '../../../shared/i18n/format.js';
import { language, t, type MessageKey } from '../../../shared/i18n/index.js';
import { ARCHITECTURES } from '../../../types/core.js';
import type { ModelVersion, Project } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import { isSettingOf } from '../model/settings-of.js';
import { reportCurves } from './report-curves.js';
import { scoresTable } from './scores-table.js';
import { accuracySentence, proportionSentence, versionName } from '../project/sentences.js';

const STYLE = `body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 Georgia,serif;color:#1b1613}
h1,h2{line-height:1.2}table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #bbb;padding:.3rem .6rem;text-align:right}
th[scope=row]{text-align:left}svg{width:100%;height:auto}
.curves{display:flex;flex-wrap:wrap;gap:1rem}figure{flex:1 1 18rem;margin:0;break-inside:avoid}figcaption{font-weight:bold}
.defaults{font-size:.875rem}dt{font-weight:bold}dd{margin:0 0 .5rem}@media print{body{margin:0}}`;

/** Settings that differ from the defaults of the version's network come first. */
export function reportOf(project: Project, version: ModelVersion): Blob {
  const { evaluation, classNames, counts, history, test } = version;
  const title = `${project.name}: ${versionName(version)}`;
  const asShipped = new Map(settingsOf({ ...version, settings: ARCHITECTURES[version.architecture].defaults }));
  const isDefault = ([name, value]: [string, string]) => asShipped.get(name) === value;
  const settings = settingsOf(version);
  const changed = settings.filter((pair) => !isDefault(pair));
  const list = settings
    .filter(isDefault)
    .map(([name, value]) => t('report.default', { name, value }))
    .join(' · ');
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
    ...(history.length > 0 ? [el('h2', { text: t('report.curves') }), reportCurves(history)] : []),
    el('h2', { text: t('report.settings') }),
    facts([
      [t('train.model'), t(`train.model.${version.architecture}`)],
      [t('train.device'), version.device ? t(`train.device.${version.device}`) : '–'],
      ...changed,
    ]),
    list ? el('p', { class: 'defaults', text: t('report.defaults', { list }) }) : null,
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

/** Written as they are read: what looks the same is the same. */
function settingsOf({ settings, architecture }: ModelVersion): [string, string][] {
  const { schedule, augmentation, classWeights, earlyStopping, ...numbers } = settings;
  const { flip, ...changes } = augmentation;
  // Only what this network makes use of.
  const named = (values: Record<string, number>, prefix = '') =>
    Object.entries(values)
      .filter(([name]) => isSettingOf(architecture, prefix + name))
      .map(([name, value]): [string, string] => [
        t(`train.setting.${prefix}${name}` as MessageKey),
        // Single floats come with digits that nobody has typed.
        formatPrecise(value, 6),
      ]);
  const switched = (isOn: boolean) => t(isOn ? 'report.yes' : 'report.no');
  return [
    ...named(numbers),
    [t('train.setting.schedule'), t(`train.schedule.${schedule}`)],
    [t('train.setting.classWeights'), switched(classWeights)],
    [t('train.setting.earlyStopping'), earlyStopping === null ? switched(false) : formatNumber(earlyStopping)],
    [t('train.setting.augmentation.flip'), switched(flip)],
    ...named(changes, 'augmentation.'),
  ];
}

function facts(pairs: [string, string][]): HTMLElement {
  return el('dl', {}, ...pairs.flatMap(([name, value]) => [el('dt', { text: name }), el('dd', { text: value })]));
}

function matrix(classNames: readonly string[], confusion: readonly number[][]): HTMLElement {
  const head = classNames.map((name) => el('th', { text: name, attributes: { scope: 'col' } }));
  const rows = confusion.map((counts, label) =>
    el(
      'tr',
      {},
      el('th', { text: classNames[label] ?? '', attributes: { scope: 'row' } }),
      ...counts.map((count) => el('td', { text: String(count) })),
    ),
  );
  const corner = el('td', { text: t('evaluate.confusion.corner') });
  return el('table', {}, el('thead', {}, el('tr', {}, corner, ...head)), el('tbody', {}, ...rows));
}
