/** What to look at in an example, what goes wrong in it, and what to try next: a guide from room to room. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { loadMessages, t } from '../../../shared/i18n/index.js';
import { useSession } from '../parts/use-session.js';
import { isReadyProject, type ReadyProject } from '../project/ready-projects.js';

/** The steps, and the room that each is about; the last begins where pictures come in again. */
const STEPS = [
  ['collect', 'collect'],
  ['train', 'train'],
  ['check', 'evaluate'],
  ['next', 'try'],
] as const;

let fetching: Promise<void> | null = null;

/** The words of all examples: few people open one. */
function fetchWords(): Promise<void> {
  fetching ??= loadMessages(async (wanted) => {
    const { default: words } =
      wanted === 'en'
        ? await import('../../../shared/i18n/examples/en.json')
        : await import('../../../shared/i18n/examples/zh-Hans.json');
    return words;
  }).catch((error: unknown) => {
    fetching = null;
    throw error;
  });
  return fetching;
}

export function WalkThrough() {
  const session = useSession();
  const { example } = session.project;
  return example !== undefined && isReadyProject(example) ? <Guide key={session.project.id} id={example} /> : null;
}

function Guide({ id }: { id: ReadyProject }) {
  const session = useSession();
  const hasWords = useSignal(false);
  useEffect(() => {
    // Without a network there is no guide, and nothing else is missing.
    fetchWords().then(
      () => (hasWords.value = true),
      () => undefined,
    );
  }, []);
  if (!hasWords.value) return null;
  const close = () => void session.attempt(() => session.remember(session.project.id, { example: undefined }));
  return (
    <details class="guide" data-testid="guide" open>
      <summary>{t(`example.${id}.title`)}</summary>
      <ol>
        {STEPS.map(([step, room]) => (
          <li key={step}>
            <a href={`#${room}`}>{t(`${room}.title`)}</a>
            <p>{t(`example.${id}.${step}`)}</p>
          </li>
        ))}
      </ol>
      <p class="guide-end">
        <small>{t(`example.${id}.licence`)}</small>
        <button type="button" class="text-button" data-testid="guide-close" onClick={close}>
          {t('example.close')}
        </button>
      </p>
    </details>
  );
}
