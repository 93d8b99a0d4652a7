/** Precision, recall and F1 of each class and their average. On paper too. */
import { formatNumber, formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { Evaluation, Scores } from '../../../types/core.js';

const COLUMNS = ['class', 'precision', 'recall', 'f1', 'support'] as const;

interface ClassScoresProps {
  classNames: readonly string[];
  evaluation: Evaluation;
}

export function ClassScoresTable({ classNames, evaluation }: ClassScoresProps) {
  const { perClass, macroAverage } = evaluation;
  return (
    <table class="scores" data-testid="scores">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`evaluate.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {perClass.map((scores, index) => (
          <Row key={index} name={classNames[index] ?? ''} scores={scores} support={formatNumber(scores.support)} />
        ))}
        <Row name={t('evaluate.macro')} scores={macroAverage} support={formatNumber(evaluation.count)} />
      </tbody>
    </table>
  );
}

type RowScores = { [Name in keyof Pick<Scores, 'precision' | 'recall' | 'f1'>]: number | null };

function Row({ name, scores, support }: { name: string; scores: RowScores; support: string }) {
  const share = (value: number | null) => (value === null ? '–' : formatPercent(value));
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{share(scores.precision)}</td>
      <td>{share(scores.recall)}</td>
      <td>{share(scores.f1)}</td>
      <td>{support}</td>
    </tr>
  );
}
