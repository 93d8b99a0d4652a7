/** What a map shows and what is chosen on it. */
import { batch, computed, signal } from '@preact/signals';
import type { MappedPicture } from '../../../engine/index.js';
import { isTouch } from '../../../shared/dom.js';
import type { PictureRecord } from '../../../storage/index.js';
import { colourOf } from '../parts/class-colour.js';
import type { Session } from '../project/session.js';
import type { DrawnPoint } from './draw.js';
import { WHOLE, type View } from './view.js';

export interface KnownPicture extends MappedPicture {
  picture: PictureRecord;
}

/** Okabe and Ito's colours, as styles/colours.css has them: a canvas cannot ask for those of an element. */
const COLOURS = ['#a63f22', '#0072b2', '#009e73', '#e69f00', '#cc79a7', '#56b4e9', '#d55e00', '#8d8277'];

export class MapState {
  readonly view = signal<View>(WHOLE);
  readonly pointed = signal<string | null>(null);
  readonly chosen = signal<ReadonlySet<string>>(new Set());
  /** Whether dragging moves the map; a finger that only wants past it must not draw a loop. */
  readonly isMoving = signal(isTouch());
  readonly #session: Session;
  readonly #mapped: readonly MappedPicture[];

  constructor(session: Session, mapped: readonly MappedPicture[]) {
    this.#session = session;
    this.#mapped = filled(mapped);
  }

  /** The pictures of the map that the project still has, as they are in it now. */
  readonly known = computed<KnownPicture[]>(() => {
    const pictures = new Map(this.#session.pictures.map((picture) => [picture.id, picture]));
    return this.#mapped.flatMap((mapped) => {
      const picture = pictures.get(mapped.pictureId);
      return picture ? [{ ...mapped, picture }] : [];
    });
  });

  readonly points = computed<DrawnPoint[]>(() => {
    const { classes } = this.#session.project;
    const positions = new Map(classes.map(({ id }, position) => [id, position]));
    return this.known.value.map(({ pictureId, x, y, picture }) => {
      const position = positions.get(picture.classId) ?? 0;
      const colour = COLOURS[colourOf(classes[position] ?? {}, position)] ?? '';
      return { id: pictureId, x, y, colour, shape: position };
    });
  });

  /** The chosen pictures that are still there. */
  readonly chosenIds = computed<string[]>(() =>
    this.known.value.map(({ pictureId }) => pictureId).filter((id) => this.chosen.value.has(id)),
  );

  toggle(id: string): void {
    const next = new Set(this.chosen.value);
    if (!next.delete(id)) next.add(id);
    batch(() => {
      this.chosen.value = next;
      this.pointed.value = id;
    });
  }

  choose(ids: readonly string[]): void {
    this.chosen.value = new Set(ids);
  }
}

/** Stretched to the whole unit square: only what lies near what has a meaning, not how far in which direction. */
function filled(mapped: readonly MappedPicture[]): MappedPicture[] {
  const stretch = (values: readonly number[]) => {
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const range = values.reduce((a, b) => Math.max(a, b), -Infinity) - low;
    return values.map((value) => (range > 0 ? (value - low) / range : 0.5));
  };
  const xs = stretch(mapped.map(({ x }) => x));
  const ys = stretch(mapped.map(({ y }) => y));
  return mapped.map((picture, index) => ({ ...picture, x: xs[index] ?? 0.5, y: ys[index] ?? 0.5 }));
}
