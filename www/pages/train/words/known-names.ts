/** What the network knows of the names of classes: asked once for each name, for all that are drawn at once. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../../shared/i18n/index.js';
import type { ProjectClass } from '../../../storage/index.js';
import type { KnownName, Sense } from '../../../types/core.js';
import { useSession } from '../parts/use-session.js';
import type { Session } from '../project/session.js';

/** By the names; null for one that could not be asked about. */
const known = signal<ReadonlyMap<string, KnownName | null>>(new Map());
let wanted = new Set<string>();
const asked = new Set<string>();

function ask(session: Session, names: readonly string[]): void {
  const isFirst = wanted.size === 0;
  for (const name of names) if (!asked.has(name)) wanted.add(name);
  if (!isFirst || wanted.size === 0) return;
  queueMicrotask(() => {
    const batch = [...wanted];
    wanted = new Set();
    for (const name of batch) asked.add(name);
    const take = (answers: readonly (KnownName | null)[]) => {
      known.value = new Map([...known.value, ...batch.map((name, index) => [name, answers[index] ?? null] as const)]);
    };
    session.worker.lookUp(batch).then(take, () => {
      // Said where the name stands. Asked again when the page is opened again.
      take([]);
    });
  });
}

/** What is known of each name; undefined until it has been asked, null where that failed. */
export function useKnownNames(names: readonly string[]): (KnownName | null | undefined)[] {
  const session = useSession();
  const all = known.value;
  useEffect(() => ask(session, names), [names.join('\n')]);
  return names.map((name) => all.get(name));
}

/** Whether somebody has named the class. */
export function isNamed({ name }: ProjectClass): boolean {
  const [number = ''] = /\d+$/.exec(name) ?? [];
  return name.trim() !== '' && name !== t('collect.class.default', { number });
}

/** What is meant by the name of a class: what was chosen, else what it means most of the time. */
export function senseOf({ sense }: ProjectClass, name: KnownName | null | undefined): Sense | null {
  if (!name) return null;
  if (sense !== undefined) return name.senses.find(({ id }) => id === sense) ?? null;
  return name.isPlain ? (name.senses[0] ?? null) : null;
}

/** A sense in a word. */
export function wordOf({ id }: Sense): string {
  return id.replace(/#\d+$/, '');
}
