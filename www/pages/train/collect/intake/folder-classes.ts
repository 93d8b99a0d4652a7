/** The classes that an intake makes of folders. They are there first: no picture is ever without its class. */
import { comparedName } from '../../../../shared/class-name.js';
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../../storage/index.js';
import { blankClass, type Session } from '../../project/session.js';
import { shortNames } from './short-names.js';
import type { SortedPicture } from './sorted-files.js';

/** A class that the intake has made, or given the name of a folder. */
interface Made {
  now: ProjectClass;
  /** The class as it was; null for a new one. */
  before: ProjectClass | null;
}

export class FolderClasses {
  readonly #session: Session;
  readonly #projectId: string;
  /** The classes that were there when the files were given: one that is added meanwhile is meant for something else. */
  readonly #present: ReadonlySet<string>;
  #made: Made[] = [];

  constructor(session: Session) {
    this.#session = session;
    this.#projectId = session.project.id;
    this.#present = new Set(session.project.classes.map(({ id }) => id));
  }

  /**
   * The pictures by the id of their class: that of their class's name, or `classId` where they have none. All classes
   * that are missing are made in one change.
   */
  async sorted(pictures: readonly SortedPicture[], classId: string | null): Promise<Map<string, SortedPicture[]>> {
    // Another tab may have filled a class that looks untouched here.
    await this.#session.refreshPictures();
    const { classes } = this.#session.project;
    const byName = new Map(classes.map((known) => [comparedName(known.name), known.id]));
    const filled = new Set(this.#session.pictures.map((picture) => picture.classId));
    const free = classes.filter(
      ({ id, name }, position) => this.#present.has(id) && name === defaultName(position + 1) && !filled.has(id),
    );
    const untouched = new Map(free.map((known) => [known.id, known]));
    const loose = free[0]?.name ?? defaultName(classes.length + 1);
    const shortOf = shortNames(pictures.map(({ className }) => className));
    const sorted = new Map<string, SortedPicture[]>();
    for (const picture of pictures) {
      const name = shortOf.get(picture.className) || loose;
      const isGiven = picture.className === '' && classId !== null;
      const [first = null] = untouched.values();
      const target = isGiven ? classId : (byName.get(name) ?? this.#make(name, first));
      untouched.delete(target);
      if (!isGiven) byName.set(name, target);
      const known = sorted.get(target);
      if (known) known.push(picture);
      else sorted.set(target, [picture]);
    }
    if (this.#made.length > 0) await this.redo();
    return sorted;
  }

  #make(name: string, before: ProjectClass | null): string {
    const now = { ...(before ?? blankClass(0)), name };
    this.#made.push({ now, before });
    return now.id;
  }

  /** Takes back the classes that got no picture, for all that was in their folders was refused. */
  async withdrawEmpty(filled: ReadonlySet<string>): Promise<void> {
    const empty = this.#made.filter(({ now }) => !filled.has(now.id));
    this.#made = this.#made.filter(({ now }) => filled.has(now.id));
    await this.#withdraw(empty);
  }

  /** Takes back all that was made, but for classes that hold other pictures by now, or have another name. */
  undo(): Promise<void> {
    const filled = new Set(this.#session.pictures.map(({ classId }) => classId));
    return this.#withdraw(this.#made.filter(({ now }) => !filled.has(now.id)));
  }

  async redo(): Promise<void> {
    const made = new Map(this.#made.map(({ now }) => [now.id, now]));
    await this.#session.changeClasses(this.#projectId, (classes) => [
      ...classes.map((known) => made.get(known.id) ?? known),
      ...[...made.values()].filter(({ id }) => !classes.some((known) => known.id === id)),
    ]);
  }

  async #withdraw(made: readonly Made[]): Promise<void> {
    if (made.length === 0) return;
    const of = new Map(made.map((one) => [one.now.id, one]));
    await this.#session.changeClasses(this.#projectId, (classes) =>
      classes.flatMap((known) => {
        const one = of.get(known.id);
        if (!one || known.name !== one.now.name) return [known];
        return one.before ? [one.before] : [];
      }),
    );
  }
}

function defaultName(number: number): string {
  return t('collect.class.default', { number });
}
