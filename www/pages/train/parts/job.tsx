/** Long work of a view: how far it is, a button that stops it, what came of it. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LongCall } from '../../../engine/index.js';
import { t, type MessageKey } from '../../../shared/i18n/index.js';
import { useSession } from './use-session.js';

export interface Progress {
  done: number;
  /** 0 while it is not known. */
  total: number;
}

export interface Job<Result> {
  readonly isRunning: boolean;
  readonly progress: Progress | null;
  readonly result: Result | null;
  /** Starts the work; does nothing while it is under way. What goes wrong is said in a sentence. */
  run: (work: (options: LongCall<[number, number]>) => Promise<Result>) => Promise<void>;
  /** Gives the work up; what it had brought before stays. */
  stop: () => void;
  /** Forgets the result. */
  clear: () => void;
}

interface JobState<Result> {
  progress: Signal<Progress | null>;
  result: Signal<Result | null>;
}

/** One piece of long work at a time. It is given up when the view goes. */
export function useJob<Result>(onCancelled?: MessageKey): Job<Result> {
  const session = useSession();
  const abort = useRef<AbortController | null>(null);
  const state: JobState<Result> = {
    progress: useSignal<Progress | null>(null),
    result: useSignal<Result | null>(null),
  };
  useEffect(() => () => abort.current?.abort(), []);
  return {
    get isRunning() {
      return state.progress.value !== null;
    },
    get progress() {
      return state.progress.value;
    },
    get result() {
      return state.result.value;
    },
    async run(work) {
      if (state.progress.peek()) return;
      const own = new AbortController();
      abort.current = own;
      state.progress.value = { done: 0, total: 0 };
      await session.attempt(async () => {
        const onProgress = (done: number, total: number) => {
          if (!own.signal.aborted) state.progress.value = { done, total };
        };
        const result = await work({ signal: own.signal, onProgress });
        if (!own.signal.aborted) state.result.value = result;
      }, onCancelled);
      state.progress.value = null;
    },
    stop: () => abort.current?.abort(),
    clear: () => (state.result.value = null),
  };
}

interface JobProgressProps {
  job: Pick<Job<unknown>, 'progress' | 'stop'>;
  text: (progress: Progress) => string;
  testId: string;
}

/** A bar, a sentence and a button that stops it; nothing while nothing is under way. */
export function JobProgress({ job, text, testId }: JobProgressProps) {
  const { progress } = job;
  const stop = useRef<HTMLButtonElement>(null);
  const isRunning = progress !== null;
  // The button that was pressed has made way for this one.
  useEffect(() => {
    if (isRunning && (document.activeElement === document.body || !document.activeElement)) stop.current?.focus();
  }, [isRunning]);
  if (!progress) return null;
  const sentence = text(progress);
  return (
    <div class="job-progress" data-testid={testId}>
      <progress aria-label={sentence} {...(progress.total > 0 ? { max: progress.total, value: progress.done } : {})} />
      <p role="status">{sentence}</p>
      <button type="button" class="text-button" ref={stop} onClick={job.stop}>
        {t('collect.progress.cancel')}
      </button>
    </div>
  );
}
