/** The buttons of findings: look at pictures, take some out, or keep things as they are. */
import type { ComponentChildren } from 'preact';
import type { Finding } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import { useSession } from '../../parts/use-session.js';
import type { Session } from '../../project/session.js';
import { removeWithUndo } from '../remove-pictures.js';
import { useRoom } from '../room.js';
import { inTurns } from './finding-sentences.js';

export type PictureFinding = Extract<Finding, { pictureIds: string[] }>;

interface RemoveProps {
  ids: readonly string[];
  children: ComponentChildren;
}

export function Remove({ ids, children }: RemoveProps) {
  const session = useSession();
  return (
    <button type="button" class="text-button" onClick={(event) => act(event, removeWithUndo(session, ids))}>
      {children}
    </button>
  );
}

/** One after the other in full, where each can be moved or removed. */
export function Look({ finding }: { finding: PictureFinding }) {
  const session = useSession();
  const room = useRoom();
  const open = (opener: HTMLElement) => {
    const among = inTurns(finding, session);
    const [id] = among;
    if (id !== undefined) room.open.value = { id, among, opener };
  };
  return (
    <button
      type="button"
      class="text-button"
      data-testid="finding-look"
      onClick={({ currentTarget }) => open(currentTarget)}
    >
      {t('review.look')}
    </button>
  );
}

interface KeepProps {
  findings: readonly Finding[];
  children: ComponentChildren;
}

/** What a person has decided so is not asked again. */
export function Keep({ findings, children }: KeepProps) {
  const session = useSession();
  return (
    <button type="button" class="text-button" onClick={(event) => act(event, keepFindings(session, findings))}>
      {children}
    </button>
  );
}

async function keepFindings(session: Session, findings: readonly Finding[]): Promise<void> {
  const decided = new Set(findings.map((finding) => JSON.stringify(finding)));
  const { id } = session.project;
  const set = (add: readonly string[]) => () =>
    session.change(id, ({ keptFindings = [], ...now }) => ({
      ...now,
      keptFindings: [...keptFindings.filter((finding) => !decided.has(finding)), ...add],
    }));
  const [undo, redo] = [set([]), set([...decided])];
  if (await session.attempt(redo)) session.history.keep({ undo, redo });
}

/** The finding goes with its buttons: the fold that it stood in takes the focus, where there is one left. */
function act({ currentTarget }: { currentTarget: EventTarget | null }, done: Promise<unknown>): void {
  const fold = currentTarget instanceof Element ? currentTarget.closest('.findings') : null;
  void done.then(() => fold?.querySelector('summary')?.focus({ preventScroll: true }));
}
