/** The bar of steps: where one is in the work, and a link to each part of it. */
import { useEffect, useRef } from 'preact/hooks';
import { formatNumber, formatPercent } from '../../shared/i18n/format.js';
import { t, type MessageKey } from '../../shared/i18n/index.js';
import { useSession } from './parts/use-session.js';
import type { Session } from './project/session.js';
import { useRoomInSight } from './steps-in-sight.js';

interface Step {
  room: string;
  name: MessageKey;
  /** How far it is, in a word; empty where there is nothing to say. */
  state: (session: Session) => string;
  isDone: (session: Session) => boolean;
}

const STEPS: readonly Step[] = [
  {
    room: 'collect',
    name: 'steps.collect',
    state: ({ pictures }) => (pictures.length > 0 ? formatNumber(pictures.length) : ''),
    isDone: ({ pictures }) => pictures.length > 0,
  },
  {
    room: 'train',
    name: 'steps.train',
    state: (session) => trainState(session),
    isDone: ({ version, progress }) => version !== null && progress === null,
  },
  {
    room: 'evaluate',
    name: 'steps.check',
    state: ({ version }) => checkState(version?.evaluation),
    isDone: () => false,
  },
  { room: 'publish', name: 'steps.publish', state: () => '', isDone: isPublished },
  { room: 'readers', name: 'steps.readers', state: () => '', isDone: () => false },
];

/** Try has no step of its own: it belongs to what was trained. */
const STEP_OF_TRY = 'train';
const ROOMS = [...STEPS.map(({ room }) => room), 'try'];

export function Steps() {
  const session = useSession();
  const room = useRoomInSight(ROOMS);
  const inSight = room === 'try' ? STEP_OF_TRY : room;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // Where the steps are wider than the screen, the one that one is at stays in sight.
    const link = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (link) list.current?.scrollTo({ left: link.offsetLeft - 16 });
  }, [inSight]);
  return (
    <nav class="steps" aria-label={t('steps.label')}>
      <ol ref={list}>
        {STEPS.map(({ room, name, state, isDone }, index) => (
          <li key={room}>
            <a href={`#${room}`} data-testid={`step-${room}`} aria-current={room === inSight ? 'location' : undefined}>
              <span class="step-number">{formatNumber(index + 1)}</span> <span class="step-name">{t(name)}</span>
              {session.isOpen && <span class="step-state"> {state(session)}</span>}
              {session.isOpen && isDone(session) && <span aria-label={t('steps.done')}> ✓</span>}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function trainState({ progress, version }: Session): string {
  if (progress)
    return progress.total > 0 ? formatPercent(Math.floor((100 * progress.done) / progress.total) / 100) : '…';
  return version ? t('steps.version', { number: version.number }) : '';
}

function checkState(evaluation: { accuracy: { value: number }; count: number } | null | undefined): string {
  if (!evaluation) return '';
  const right = Math.round(evaluation.accuracy.value * evaluation.count);
  return t('steps.right', { right, count: evaluation.count });
}

function isPublished({ project: { publications = [] }, version }: Session): boolean {
  return version !== null && publications.some(({ versionId }) => versionId === version.id);
}
