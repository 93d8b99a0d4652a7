/** The buttons of findings: take pictures out, or keep things as they are. */
import type { ComponentChildren } from 'preact';
import type { Finding } from '../../../engine/index.js';
import { useSession } from '../parts/use-session.js';
import { removeWithUndo } from './remove-pictures.js';

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

interface KeepProps {
  findings: readonly Finding[];
  children: ComponentChildren;
}

/** What a person has decided so is not asked again. */
export function Keep({ findings, children }: KeepProps) {
  const session = useSession();
  const keep = () => {
    const decided = findings.map((finding) => JSON.stringify(finding));
    return session.update({ keptFindings: [...(session.project.keptFindings ?? []), ...decided] });
  };
  return (
    <button type="button" class="text-button" onClick={(event) => act(event, session.attempt(keep))}>
      {children}
    </button>
  );
}

/** The finding goes with its buttons: the fold that it stood in takes the focus, where there is one left. */
function act({ currentTarget }: { currentTarget: EventTarget | null }, done: Promise<unknown>): void {
  const fold = currentTarget instanceof Element ? currentTarget.closest('.findings') : null;
  void done.then(() => fold?.querySelector('summary')?.focus({ preventScroll: true }));
}
