/** What became of a file with readers' feedback. */
import type { FeedbackImport } from '../../../engine/index.js';
import type { CodedError } from '../../../shared/errors.js';
import { joinSentences, t } from '../../../shared/i18n/index.js';
import { pictureErrorMessage } from '../../shell/error-message.js';

export type Outcome = { name: string } & (
  | { result: FeedbackImport; error?: undefined }
  | { result?: undefined; error: CodedError }
);

export function ImportOutcome({ outcome: { name, result, error } }: { outcome: Outcome }) {
  if (error) return <p class="readers-outcome">{pictureErrorMessage(error, name)}</p>;
  return (
    <div class="readers-outcome">
      <p>
        <strong>{name}</strong> {joinSentences(sentencesOf(result))}
      </p>
      {result.numRefused > 0 && <Refused result={result} />}
    </div>
  );
}

function sentencesOf({ numAdded, numPictures, numKnown, numElsewhere, isCut, isStopped }: FeedbackImport): string[] {
  const counted = (count: number, key: 'pictures' | 'known' | 'elsewhere') =>
    count > 0 ? [t(`readers.import.${key}`, { count })] : [];
  return [
    t('readers.import.added', { count: numAdded }),
    ...counted(numPictures, 'pictures'),
    ...counted(numKnown, 'known'),
    ...counted(numElsewhere, 'elsewhere'),
    ...(isCut ? [t('readers.import.cut')] : []),
    ...(isStopped ? [t('readers.import.stopped')] : []),
  ];
}

function Refused({ result: { form, refused, numRefused } }: { result: FeedbackImport }) {
  const place = form === 'received' ? 'readers.import.line' : 'readers.import.entry';
  const numMore = numRefused - refused.length;
  return (
    <>
      <p>{t('readers.import.refused', { count: numRefused })}</p>
      <ul>
        {refused.map((entry) => (
          <li key={entry.number}>{t(place, { number: entry.number, reason: reasonOf(entry) })}</li>
        ))}
        {numMore > 0 && <li>{t('readers.import.more', { count: numMore })}</li>}
      </ul>
    </>
  );
}

/** The reason in words. Of the file's own texts only the names of a field and of a class are shown, as text. */
function reasonOf({ code, detail }: FeedbackImport['refused'][number]): string {
  if (code === 'answers.line.not-json') return t('readers.refused.not-json');
  if (code === 'answers.line.class') return t('readers.refused.class', { class: String(detail['class']).slice(0, 80) });
  if (code === 'answers.line.picture') return t('readers.refused.picture');
  const { field } = detail;
  return field ? t('readers.refused.field', { field }) : t('readers.refused.whole');
}
