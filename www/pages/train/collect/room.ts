/** What the parts of this room share: which pictures are selected, which one is open, which class is recorded. */
import { signal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export interface OpenPicture {
  id: string;
  /** The pictures that one can turn to from it, in the order in which they are shown. */
  among: readonly string[];
  /** What has opened it, if not the picture's own tile, and takes the focus afterwards. */
  opener?: HTMLElement;
  /** It opens with the pictures that are most like it. */
  isSimilarAsked?: boolean;
}

export interface Room {
  selected: Signal<ReadonlySet<string>>;
  /** The picture from which Shift selects a range. */
  anchor: string | null;
  open: Signal<OpenPicture | null>;
  /** The class that the camera is open for. */
  recorded: Signal<string | null>;
  /** The class that is shown with all its pictures. */
  enlarged: Signal<string | null>;
  /** What pictures and classes are searched for; empty where they are not. */
  query: Signal<string>;
  /** The class that pictures are pasted into: the one that was used last. */
  pasted: Signal<string | null>;
  /** The number of pictures that fit into one line of a row. */
  numColumns: Signal<number>;
}

export function createRoom(): Room {
  return {
    selected: signal<ReadonlySet<string>>(new Set()),
    anchor: null,
    open: signal<OpenPicture | null>(null),
    recorded: signal<string | null>(null),
    enlarged: signal<string | null>(null),
    query: signal(''),
    pasted: signal<string | null>(null),
    numColumns: signal(8),
  };
}

export const RoomContext = createContext<Room | null>(null);

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (!room) throw new Error('A part stands outside of its room');
  return room;
}

/** Whether the camera needs the whole screen, that of a phone on its side too: in a row one could not aim with it. */
export function isSmallScreen(): boolean {
  return matchMedia('(max-width: 50rem), (max-height: 30rem)').matches;
}
