/** Files with readers' feedback on their way in: chosen or dropped, read one by one, and what became of each. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { isTouch } from '../../../shared/dom.js';
import { toCodedError } from '../../../shared/errors.js';
import { formatPercent } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import { droppedFiles } from '../../shell/dropped-files.js';
import { useDropTarget } from '../parts/drop-target.js';
import { JobProgress, useJob, type Job } from '../parts/job.js';
import { useLostFocus } from '../parts/lost-focus.js';
import { useSession } from '../parts/use-session.js';
import type { Session } from '../project/session.js';
import { ImportOutcome, type Outcome } from './import-outcome.js';

export function FeedbackIntake({ onChange }: { onChange: () => Promise<void> }) {
  const { job, file, outcomes, read } = useReading(onChange);
  const input = useRef<HTMLInputElement>(null);
  const isRead = outcomes.length > 0 && !job.isRunning;
  const load = useLostFocus<HTMLButtonElement>(isRead);
  const drop = useDropTarget({
    label: t('readers.drop.here'),
    onDrop: (data) => void droppedFiles(data).then(({ files }) => read(files.map(({ file }) => file))),
  });
  return (
    <div class="feedback-intake" data-testid="answer-intake">
      <div class="feedback-zone" {...drop}>
        <button
          type="button"
          class="button"
          data-testid="readers-load"
          ref={load}
          disabled={job.isRunning}
          onClick={() => input.current?.click()}
        >
          {t('readers.load')}
        </button>
        {!isTouch() && <span class="readers-note">{t('readers.drop')}</span>}
        <input
          type="file"
          accept=".jsonl,.json,.txt,application/json"
          multiple
          hidden
          data-testid="readers-files"
          ref={input}
          onChange={({ currentTarget }) => {
            const files = Array.from(currentTarget.files ?? []);
            // Or the same file could not be chosen again.
            currentTarget.value = '';
            void read(files);
          }}
        />
      </div>
      <JobProgress
        job={job}
        text={({ done, total }) => progressSentence(file, done, total)}
        testId="readers-progress"
      />
      <div class="readers-outcomes" data-testid="readers-outcomes" aria-live="polite">
        {outcomes.map((outcome, index) => (
          <ImportOutcome key={index} outcome={outcome} />
        ))}
      </div>
    </div>
  );
}

function progressSentence(name: string, done: number, total: number): string {
  return t('readers.reading', { name, percent: formatPercent(Math.floor((100 * done) / Math.max(1, total)) / 100) });
}

interface Reading {
  job: Job<void>;
  /** The name of the file that is being read. */
  file: string;
  outcomes: readonly Outcome[];
  read: (files: readonly File[]) => Promise<void>;
}

/** Given up with the view: what was read until then is kept. */
function useReading(onChange: () => Promise<void>): Reading {
  const session = useSession();
  const job = useJob<void>();
  const name = useSignal('');
  const outcomes = useSignal<readonly Outcome[]>([]);
  const projectId = useRef(session.project.id).current;
  const read = async (files: readonly File[]) => {
    if (job.isRunning || files.length === 0) return;
    outcomes.value = [];
    await job.run(async (options) => {
      for (const file of files) {
        name.value = file.name;
        outcomes.value = [...outcomes.value, await outcomeOf(session, projectId, file, options)];
        if (options.signal?.aborted) return;
      }
    });
    await onChange();
  };
  return { job, file: name.value, outcomes: outcomes.value, read };
}

type Options = Parameters<Session['worker']['importFeedback']>[2];

async function outcomeOf({ worker }: Session, projectId: string, file: File, options: Options): Promise<Outcome> {
  try {
    return { name: file.name, result: await worker.importFeedback(projectId, file, options) };
  } catch (thrown) {
    // One file that is something else does not keep the others from being read.
    return { name: file.name, error: toCodedError(thrown) };
  }
}
