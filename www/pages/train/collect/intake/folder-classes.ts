/** The classes that an intake makes of folders. They are there first: no picture is ever without its class. */
import type { IncomingPicture } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../../storage/index.js';
import { MAX_CLASS_NAME_CHARS } from '../../../../types/core.js';
import { blankClass, type Session } from '../../project/session.js';

/** A class that the intake has made, or given the name of a folder. */
interface Made {
  now: ProjectClass;
  /** The class as it was; null for a new one. */
  before: ProjectClass | null;
}

export class FolderClasses {
  readonly #session: Session;
  readonly #projectId: string;
  #made: Made[] = [];

  constructor(session: Session) {
    this.#session = session;
    this.#projectId = session.project.id;
  }

  /** The pictures by the id of the class of their folder. All classes that are missing are made in one change. */
  async sorted<T extends IncomingPicture & { path: string }>(pictures: readonly T[]): Promise<Map<string, T[]>> {
    // Another tab may have filled a class that looks untouched here.
    await this.#session.refreshPictures();
    const { classes } = this.#session.project;
    const byName = new Map(classes.map((known) => [known.name, known.id]));
    const filled = new Set(this.#session.pictures.map(({ classId }) => classId));
    const free = classes.filter(({ id, name }, position) => name === defaultName(position + 1) && !filled.has(id));
    const untouched = new Map(free.map((known) => [known.id, known]));
    const loose = free[0]?.name ?? defaultName(classes.length + 1);
    const sorted = new Map<string, T[]>();
    for (const picture of pictures) {
      const name = picture.path.split('/').at(-2)?.slice(0, MAX_CLASS_NAME_CHARS) ?? loose;
      const [first = null] = untouched.values();
      const classId = byName.get(name) ?? this.#make(name, first);
      untouched.delete(classId);
      byName.set(name, classId);
      const known = sorted.get(classId);
      if (known) known.push(picture);
      else sorted.set(classId, [picture]);
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
