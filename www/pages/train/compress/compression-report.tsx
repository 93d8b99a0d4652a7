/** The gains and losses of a smaller copy of a version, in words, numbers and pictures. */
import type { Checked, Compression } from '../../../engine/index.js';
import { formatDuration, formatNumber, formatPercent, formatPrecise, formatSize } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { Proportion } from '../../../types/core.js';
import type { ModelVersion } from '../../../storage/index.js';
import { Scrolling } from '../parts/scrolling.js';
import { FlipList } from './flip-list.js';

export function CompressionReport({ version, made }: { version: ModelVersion; made: Compression }) {
  const { bytesBefore, bytesAfter, msBefore, msAfter, checked } = made;
  const sizes = {
    before: formatSize(bytesBefore),
    after: formatSize(bytesAfter),
    share: formatPercent(bytesAfter / bytesBefore),
  };
  return (
    <>
      <p class="verdict" data-testid="compress-size">
        {t('compress.size', sizes)}
      </p>
      {checked ? <Cost version={version} checked={checked} /> : <p>{t('compress.unchecked')}</p>}
      <p data-testid="compress-speed">
        {t('compress.speed', { before: formatDuration(msBefore), after: formatDuration(msAfter) })}
      </p>
    </>
  );
}

interface CostProps {
  version: ModelVersion;
  checked: Checked;
}

function Cost({ version, checked }: CostProps) {
  const { count, flips, accuracyBefore, accuracyAfter, isSignificant, maxLogitDifference } = checked.change;
  return (
    <>
      <p data-testid="compress-same">{t('compress.same', { same: count - flips.length, count })}</p>
      <dl class="facts">
        <Fact name={t('compress.before')} value={interval(accuracyBefore)} />
        <Fact name={t('compress.after')} value={interval(accuracyAfter)} />
        <Fact name={t('compress.scores')} value={formatPrecise(maxLogitDifference, 2)} />
      </dl>
      {flips.some(({ effect }) => effect !== 'neither') && (
        <p>{t(isSignificant ? 'compare.differ' : 'compare.alike')}</p>
      )}
      <ClassTable version={version} checked={checked} />
      <Flips version={version} checked={checked} />
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function interval({ value, low, high }: Proportion): string {
  return t('compress.accuracy', { value: formatPercent(value), low: formatPercent(low), high: formatPercent(high) });
}

function ClassTable({ version: { classNames }, checked }: CostProps) {
  const share = (value: number | null) => (value === null ? '–' : formatPercent(value));
  return (
    <Scrolling label={t('compress.classes')}>
      <table class="scores" data-testid="compress-classes">
        <thead>
          <tr>
            {(['class', 'pictures', 'found-before', 'found-after'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`compress.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {checked.change.perClass.map(({ support, recallBefore, recallAfter }, index) => (
            <tr key={index}>
              <th scope="row">{classNames[index]}</th>
              <td>{formatNumber(support)}</td>
              <td>{share(recallBefore)}</td>
              <td>{share(recallAfter)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

/** Losses first. */
function Flips({ version: { classNames }, checked: { change, pictureIds } }: CostProps) {
  if (change.flips.length === 0) return <p data-testid="flips-none">{t('compress.flips.none')}</p>;
  const name = (position: number) => classNames[position] ?? '';
  return (['lost', 'won', 'neither'] as const).map((effect) => (
    <FlipList
      key={effect}
      title={t(`compress.flips.${effect}`)}
      flips={change.flips
        .filter((flip) => flip.effect === effect)
        .map(({ picture, label, before, after }) => ({
          pictureId: pictureIds[picture] ?? '',
          truth: name(label),
          before: name(before),
          after: name(after),
        }))}
    />
  ));
}
