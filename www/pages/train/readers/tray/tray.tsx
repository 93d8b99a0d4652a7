/** Readers' pictures, until a person has accepted or rejected them. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { TrayNote } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import type { ReaderFeedback } from '../../../../storage/index.js';
import { useSession } from '../../parts/use-session.js';
import { ThumbnailCache } from '../../project/thumbnail-cache.js';
import { itemOf } from './items.js';
import { TrayBar } from './tray-bar.js';
import { TrayCard } from './tray-card.js';
import { useReview, type Review } from './use-review.js';

/** More are drawn when asked for. */
const SHOWN_AT_ONCE = 24;

interface TrayProps {
  waiting: readonly ReaderFeedback[];
  notes: readonly TrayNote[];
  onChange: () => Promise<void>;
}

export function Tray({ waiting, notes, onChange }: TrayProps) {
  const session = useSession();
  const numShown = useSignal(SHOWN_AT_ONCE);
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const cache = useReaderThumbnails();
  const title = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const noteOf = new Map(notes.map((note) => [note.feedbackId, note]));
  const items = waiting
    .slice(0, numShown.value)
    .flatMap((feedback) => itemOf(session, feedback, noteOf.get(feedback.id)) ?? []);
  const ids = items.map(({ feedback }) => feedback.id);
  const roving = useRoving(ids, list, title);
  const review = useReview(onChange);
  const reviewed: Review = (feedbackIds, classOf) => {
    roving.leave(feedbackIds);
    return review(feedbackIds, classOf);
  };
  const select = (id: string, isSelected: boolean) =>
    (selected.value = new Set(isSelected ? [...selected.value, id] : [...selected.value].filter((own) => own !== id)));
  if (waiting.length === 0) return null;
  const numMore = waiting.length - items.length;
  return (
    <section class="tray" data-testid="tray" aria-labelledby="tray-title">
      <h3 id="tray-title" data-testid="tray-title" ref={title} tabIndex={-1}>
        {t('readers.tray.title', { count: waiting.length })}
      </h3>
      <p class="readers-note">{t('readers.tray.help')}</p>
      <TrayBar items={items} selected={selected.value} onSelect={(all) => (selected.value = all)} review={reviewed} />
      <ul class="tray-cards" role="list" ref={list}>
        {items.map((item) => (
          <TrayCard
            key={item.feedback.id}
            item={item}
            cache={cache}
            isSelected={selected.value.has(item.feedback.id)}
            isStop={item.feedback.id === roving.stop}
            onFocus={() => roving.enter(item.feedback.id)}
            onGo={(by) => roving.go(item.feedback.id, by)}
            onSelect={(isSelected) => select(item.feedback.id, isSelected)}
            review={reviewed}
          />
        ))}
      </ul>
      {numMore > 0 && (
        <button
          type="button"
          class="text-button"
          data-testid="tray-more"
          onClick={() => (numShown.value += SHOWN_AT_ONCE)}
        >
          {t('readers.tray.more', { count: Math.min(numMore, SHOWN_AT_ONCE) })}
        </button>
      )}
    </section>
  );
}

/** Readers' pictures stand in a store of their own. */
function useReaderThumbnails(): ThumbnailCache {
  const { store } = useSession();
  const pictureFiles = async (id: string) => {
    const picture = await store.readers.picture(id);
    if (!picture) throw new Error(`${id} was reviewed meanwhile`);
    return picture;
  };
  return useMemo(() => new ThumbnailCache({ pictureFiles }), [store]);
}

interface Roving {
  /** The id of the card that Tab comes to. */
  stop: string | undefined;
  enter: (id: string) => void;
  go: (id: string, by: number) => void;
  /** Says that cards are about to go: the focus is handed to the next one that stays, or to the heading. */
  leave: (ids: readonly string[]) => void;
}

function useRoving(
  ids: readonly string[],
  list: { current: HTMLElement | null },
  title: { current: HTMLElement | null },
): Roving {
  const current = useSignal<string | undefined>(undefined);
  /** The ids in whose place the focus is to be put once they have gone. */
  const next = useRef<string | null | undefined>(undefined);
  const focus = (id: string) =>
    list.current?.querySelector<HTMLElement>(`[data-feedback="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  useEffect(() => {
    const wanted = next.current;
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (wanted === undefined || !isLost) return;
    next.current = undefined;
    if (wanted === null) title.current?.focus();
    else focus(wanted);
  });
  return {
    stop: current.value !== undefined && ids.includes(current.value) ? current.value : ids[0],
    enter: (id) => (current.value = id),
    go(id, by) {
      const target = ids[ids.indexOf(id) + by];
      if (target !== undefined) focus(target);
    },
    leave(gone) {
      const position = ids.findIndex((id) => gone.includes(id));
      const staying = (some: readonly string[]) => some.find((id) => !gone.includes(id));
      next.current = staying(ids.slice(position)) ?? staying(ids.slice(0, position).toReversed()) ?? null;
    },
  };
}
