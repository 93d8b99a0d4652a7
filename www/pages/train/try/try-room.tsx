/** Try: new pictures or the camera, answered by the chosen version, or by names alone before there is one. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';
import { mayHoldFiles } from '../../shell/dropped-files.js';
import { useDropTarget } from '../parts/drop-target.js';
import { useSession } from '../parts/use-session.js';
import { useWords, type Words } from '../words/use-words.js';
import { Answer } from './answer.js';
import { askedOf, type Asked } from './asked.js';
import { Live } from './live.js';
import { PictureZone } from './picture-zone.js';
import { fromTransfer } from './tried.js';
import { useAnswers } from './use-answers.js';
import { usePaste } from './use-paste.js';
import { WordsNote } from './words-note.js';

export function TryRoom() {
  const session = useSession();
  if (!session.isOpen) return null;
  const { version, project } = session;
  // What was tried belongs to the project; another version of it is asked about the same.
  if (version) return <Bench key={project.id} version={version} />;
  return <ByWords key={project.id} />;
}

/** Before anything is trained: what the names alone tell, where enough of them are known. */
function ByWords() {
  const words = useWords();
  return words ? <Bench version={askedOf(words)} words={words} /> : <p class="try-none">{t('try.none')}</p>;
}

function Bench({ version, words }: { version: Asked; words?: Words }) {
  const session = useSession();
  const isLive = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const asked = useAnswers(version);
  const answers = useRef<HTMLDivElement>(null);
  const isAwaited = useRef(false);
  const ask: typeof asked.ask = (pictures) => {
    isLive.value = false;
    isAwaited.current = true;
    asked.ask(pictures);
  };
  const take = async (data: DataTransfer) => {
    const { tried, problem } = await fromTransfer(data);
    if (tried.length > 0) ask(tried);
    if (problem !== null) session.toast.show({ text: () => problem });
  };
  useEffect(() => {
    // Beside the classes the column may end above what was asked for just now.
    if (isAwaited.current) answers.current?.firstElementChild?.scrollIntoView({ block: 'nearest' });
    if (asked.answers.length > 0 && !asked.isWorking) isAwaited.current = false;
  }, [asked.answers, asked.isWorking]);
  const drop = useDropTarget({
    label: t('try.drop.here'),
    accepts: mayHoldFiles,
    onDrop: (data) => void take(data),
  });
  usePaste(root, ask);
  return (
    <div class="try" ref={root} data-testid="try-panel" {...drop}>
      {words && <WordsNote words={words} />}
      <Modes isLive={isLive} />
      {isLive.value ? <Live version={version} onClose={() => (isLive.value = false)} /> : <PictureZone onFiles={ask} />}
      <p class="try-status" data-testid="try-status" role="status">
        {asked.said}
      </p>
      {!isLive.value && asked.answers.length > 0 && (
        <div class="answers" ref={answers} data-testid="try-answer" aria-busy={asked.isWorking ? 'true' : undefined}>
          {asked.answers.map((answer) => (
            <Answer key={`${answer.id} ${answer.version.id}`} answer={answer} />
          ))}
        </div>
      )}
    </div>
  );
}

function Modes({ isLive }: { isLive: Signal<boolean> }) {
  const mode = (is: boolean, testId: string, text: string, onClick: () => void) => (
    <button type="button" aria-pressed={isLive.value === is} data-testid={testId} onClick={onClick}>
      {text}
    </button>
  );
  return (
    <div class="try-modes" role="group" aria-label={t('try.with')}>
      {mode(true, 'live-start', t('try.mode.camera'), () => (isLive.value = !isLive.value))}
      {mode(false, 'try-pictures', t('try.mode.picture'), () => (isLive.value = false))}
    </div>
  );
}
