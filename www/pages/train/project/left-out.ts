/** What could not be used of the files that came in last: pictures for a class, or a project. */
import { signal } from '@preact/signals';
import { joinSentences, t } from '../../../shared/i18n/index.js';
import type { Announcer } from '../../shell/announcer.js';

/** Said again when the language changes. */
export type Sentence = () => string;

export interface LeftOutNotice {
  /** It is said of this project, and of no other. */
  projectId: string;
  /** What has happened. */
  title: Sentence;
  /** One sentence for each thing that could not be used. */
  refused: readonly Sentence[];
  /** What else is worth knowing. */
  notes: readonly Sentence[];
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
  { title, refused, notes = [] }: { title?: Sentence; refused: readonly Sentence[]; notes?: readonly Sentence[] },
): void {
  if (refused.length + notes.length === 0) {
    leftOutNotice.value = null;
    return;
  }
  const count = refused.length;
  const head = () =>
    joinSentences([...(title ? [title()] : []), ...(count > 0 ? [t('collect.refused', { count })] : [])]);
  leftOutNotice.value = { projectId: session.project.id, title: head, refused, notes };
  const said = [head, ...refused.slice(0, NUM_SAID), ...notes].map((sentence) => sentence());
  session.announcer.announce(joinSentences(said.filter((sentence) => sentence !== '')));
}
