/** A run that ended with its tab: what became of it, and the ways on. */
import { t } from '../../../shared/i18n/index.js';
import type { TrainingJob } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';
import type { Session } from '../project/session.js';

/**
 * Nothing where no run of the open project was interrupted. `goOn` is handed null for going on from the
 * checkpoint, or the run to begin anew where it had not come to one; `onForgotten` is told once it is forgotten.
 */
export async function interruptedRun(
  session: Session,
  goOn: (job: TrainingJob | null) => void,
  onForgotten: () => void,
): Promise<HTMLElement[]> {
  const { store, project } = session;
  const checkpoint = await store.checkpoint(project.id);
  const { begunRun } = session.project;
  const forget = async () => {
    await store.removeCheckpoint(project.id);
    await session.remember(project.id, { begunRun: undefined });
    onForgotten();
  };
  const offer = (text: string, testId: string, label: string, job: TrainingJob | null) => [
    el('p', { text, testId: `${testId}-text` }),
    el('button', { class: 'button', text: label, testId, onClick: () => goOn(job) }),
    el('button', {
      class: 'text-button',
      text: t('train.resume.discard'),
      onClick: () => void session.attempt(forget),
    }),
  ];
  if (checkpoint) {
    const { epoch, job } = checkpoint;
    return offer(t('train.resume.text', { epoch, epochs: job.settings.epochs }), 'resume', t('train.resume'), null);
  }
  return begunRun ? offer(t('train.interrupted'), 'restart', t('train.restart'), begunRun) : [];
}
