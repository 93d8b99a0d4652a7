/** A version on paper: one HTML file without scripts, to print or to file. */
import { render } from 'preact';
import { formatNumber } from '../../../shared/i18n/format.js';
import { language, t } from '../../../shared/i18n/index.js';
import type { ModelVersion, Project } from '../../../storage/index.js';
import { accuracySentence, proportionSentence, versionName } from '../project/sentences.js';
import { ClassScoresTable } from './class-scores.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { refusedSentence } from './refused.js';
import { ReportCurves } from './report-curves.js';
import { ReportSettings } from './report-settings.js';
import STYLE from './report.css?inline';

interface ReportProps {
  project: Project;
  version: ModelVersion;
}

export function reportOf(project: Project, version: ModelVersion): Blob {
  const page = document.implementation.createHTMLDocument(`${project.name}: ${versionName(version)}`);
  page.documentElement.lang = language;
  const charset = page.createElement('meta');
  charset.setAttribute('charset', 'utf-8');
  page.head.prepend(charset);
  render(<Report project={project} version={version} />, page.body);
  // The styles join as text: as an element, this page's policy would refuse them, and say so for nothing.
  const html = page.documentElement.outerHTML.replace('</head>', () => `<style>${STYLE}</style></head>`);
  return new Blob(['<!doctype html>\n', html], { type: 'text/html' });
}

function Report({ project, version }: ReportProps) {
  const { history, test, evaluation } = version;
  return (
    <main>
      <header>
        <p class="brand">Kiln</p>
        <h1>{`${project.name}: ${versionName(version)}`}</h1>
        <p>{new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(version.createdAt)}</p>
      </header>
      <p class="verdict">{accuracySentence(version)}</p>
      {test && <p>{t('evaluate.test', { accuracy: proportionSentence(test) })}</p>}
      {version.ending === 'opened' && <p>{t('evaluate.imported')}</p>}
      <Data version={version} />
      {evaluation && <Figures version={version} evaluation={evaluation} />}
      {history.length > 0 && (
        <section>
          <h2>{t('report.curves')}</h2>
          <ReportCurves history={history} />
        </section>
      )}
      <ReportSettings version={version} />
      <h2>{t('report.card')}</h2>
      <p>{t('report.card.text')}</p>
    </main>
  );
}

function Data({ version: { classNames, counts } }: Pick<ReportProps, 'version'>) {
  return (
    <>
      <h2>{t('report.data')}</h2>
      <dl>
        <dt>{t('report.classes')}</dt>
        <dd>{classNames.join(', ')}</dd>
        <dt>{t('report.train')}</dt>
        <dd>{formatNumber(counts.train)}</dd>
        <dt>{t('report.validation')}</dt>
        <dd>{formatNumber(counts.validation)}</dd>
        <dt>{t('report.test')}</dt>
        <dd>{formatNumber(counts.test ?? 0)}</dd>
      </dl>
    </>
  );
}

interface FiguresProps {
  version: ModelVersion;
  evaluation: NonNullable<ModelVersion['evaluation']>;
}

function Figures({ version, evaluation }: FiguresProps) {
  const { classNames, unknown } = version;
  return (
    <>
      <h2>{t('evaluate.scores')}</h2>
      <ClassScoresTable classNames={classNames} evaluation={evaluation} />
      <p class="note">{t('evaluate.columns')}</p>
      <h2>{t('evaluate.confusion')}</h2>
      <ConfusionMatrix classNames={classNames} confusion={evaluation.confusion} />
      {unknown && (
        <>
          <h2>{t('evaluate.refused.title')}</h2>
          <p>{refusedSentence(version)}</p>
        </>
      )}
    </>
  );
}
