/** What is said of the pictures that are tried, one after another. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { toCodedError, type CodedError } from '../../../shared/errors.js';
import { joinSentences, t } from '../../../shared/i18n/index.js';
import { pictureErrorMessage } from '../../shell/error-message.js';
import { useSession } from '../parts/use-session.js';
import { classify, type Answer, type Asked } from './asked.js';
import { answerSentence } from './verdict.js';
import type { Tried } from './tried.js';

/** More at a time are a test set, for which there is the final test. */
const MAX_AT_ONCE = 20;

export interface Answered extends Tried {
  version: Asked;
  prediction: Answer;
}

type Failure = { name: string; error: CodedError };

export function useAnswers(version: Asked) {
  const { worker, announcer } = useSession();
  const answers = useSignal<readonly Answered[]>([]);
  const failures = useSignal<readonly Failure[]>([]);
  const isWorking = useSignal(false);
  const numLeftOut = useSignal(0);
  const abort = useRef<AbortController | null>(null);

  /** The answers of before stay until the first of these is there, and for good where there is none. */
  const ask = async (pictures: readonly Tried[]): Promise<void> => {
    abort.current?.abort();
    const own = new AbortController();
    abort.current = own;
    failures.value = [];
    numLeftOut.value = Math.max(0, pictures.length - MAX_AT_ONCE);
    isWorking.value = true;
    const fresh: Answered[] = [];
    for (const tried of pictures.slice(0, MAX_AT_ONCE)) {
      try {
        const prediction = await classify(worker, version, tried.picture);
        if (own.signal.aborted) return;
        fresh.push({ ...tried, version, prediction });
        answers.value = [...fresh];
      } catch (thrown) {
        if (own.signal.aborted) return;
        failures.value = [...failures.value, { name: tried.name, error: toCodedError(thrown) }];
      }
    }
    isWorking.value = false;
    if (fresh.length > 0) announcer.announce(joinSentences(fresh.map((answer) => answerSentence(answer))));
  };
  useEffect(() => {
    if (answers.value.length > 0) void ask(answers.value);
    return () => abort.current?.abort();
  }, [version.id]);

  const said = failures.value.map(({ name, error }) => pictureErrorMessage(error, name));
  if (numLeftOut.value > 0) said.push(t('try.at-most', { limit: MAX_AT_ONCE }));
  return {
    answers: answers.value,
    isWorking: isWorking.value,
    said: isWorking.value ? t('try.working') : joinSentences(said),
    ask: (pictures: readonly Tried[]) => {
      if (pictures.length > 0) void ask(pictures);
    },
  };
}
