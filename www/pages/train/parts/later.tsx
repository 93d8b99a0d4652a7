/** Rooms that nobody sees at first: they are fetched once the page has nothing else to do. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CodedError } from '../../../shared/errors.js';
import { t } from '../../../shared/i18n/index.js';
import { errorMessage } from '../../shell/error-message.js';

type Rooms = typeof import('../below.js');
/** What is no room by itself. */
type Part = 'SimilarPictures';

/** The rooms, once they are there; null before that. */
const rooms = signal<Rooms | null>(null);
const hasFailed = signal(false);
let fetching: Promise<void> | null = null;

function fetchRooms(): void {
  hasFailed.value = false;
  fetching ??= import('../below.js').then(
    (fetched) => void (rooms.value = fetched),
    () => {
      // The network is gone, or a newer version has taken this one's place on the host.
      fetching = null;
      hasFailed.value = true;
    },
  );
}

/** A part of a room that is there already; nothing before it has been fetched, which the rooms see to. */
export function laterPart<Name extends Part>(name: Name): Rooms[Name] | undefined {
  return rooms.value?.[name];
}

/** Draws a room of those below, a line in its place until it has been fetched, and a way to try again. */
export function Later({ room }: { room: Exclude<keyof Rooms, Part> }) {
  useEffect(() => {
    // Not every browser tells when it has nothing else to do.
    if (!('requestIdleCallback' in window)) return void setTimeout(fetchRooms, 200);
    requestIdleCallback(fetchRooms, { timeout: 1000 });
  }, []);
  const Room = rooms.value?.[room];
  if (Room) return <Room />;
  if (!hasFailed.value) return <p class="later">{t('later.fetching')}</p>;
  return (
    <p class="later">
      {errorMessage(new CodedError('part.not-fetched', room))}{' '}
      <button type="button" class="text-button" onClick={fetchRooms}>
        {t('later.again')}
      </button>
    </p>
  );
}
