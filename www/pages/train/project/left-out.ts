/** What could not be used of the files that came in last: pictures for a class, or a project. */
import { signal } from '@preact/signals';
import { joinSentences, t } from '../../../shared/i18n/index.js';
import type { Announcer } from '../../shell/announcer.js';

export interface LeftOutNotice {
  /** It is said of this project, and of no other. */
  projectId: string;
  /** What has happened. */
  title: string;
  /** One sentence for each thing that could not be used. */
  refused: readonly string[];
  /** What else is worth knowing. */
  notes: readonly string[];
}

/** Who is told, and of which project. */
export interface Listener {
  readonly project: { id: string };
  readonly announcer: Announcer;
}

export const leftOutNotice = signal<LeftOutNotice | null>(null);

/** The number of files that a screen reader is told of by name; all of them stand in the list. */
const NUM_SAID = 3;

/** Shows what was left out, if anything was, and says it. */
export function sayLeftOut(
  session: Listener,
  { title, refused, notes = [] }: { title?: string; refused: readonly string[]; notes?: readonly string[] },
): void {
  if (refused.length + notes.length === 0) {
    leftOutNotice.value = null;
    return;
  }
  const said = refused.length > 0 ? t('collect.refused', { count: refused.length }) : '';
  const head = [title ?? '', said].filter((sentence) => sentence !== '');
  leftOutNotice.value = { projectId: session.project.id, title: joinSentences(head), refused, notes };
  session.announcer.announce(joinSentences([...head, ...refused.slice(0, NUM_SAID), ...notes]));
}
