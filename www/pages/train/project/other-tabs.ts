/** Follows other tabs: what they change is shown here as well, a little later, and only while somebody looks. */
import { hear, type News } from '../../../engine/index.js';
import type { Session } from './session.js';

/** The time in which changes are gathered: each taking in of a hundred pictures tells a hundred times. */
const GATHER_MS = 300;

export function followOtherTabs(session: Session): void {
  let waiting: News[] = [];
  let isBusy = false;
  const follow = async () => {
    if (isBusy || document.hidden || waiting.length === 0 || !session.isOpen) return;
    isBusy = true;
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    const news = waiting;
    waiting = [];
    await session.attempt(() => session.takeOver(news));
    isBusy = false;
    void follow();
  };
  const canHear = hear((news) => {
    // Once is enough.
    if (!waiting.some((one) => one.projectId === news.projectId && one.changed === news.changed)) waiting.push(news);
    void follow();
  });
  document.addEventListener('visibilitychange', () => {
    if (!canHear && session.isOpen) waiting = everythingOf(session.project.id);
    void follow();
  });
}

/** What there might be to know of a project, where nobody tells. */
export function everythingOf(projectId: string): News[] {
  return (['project', 'pictures', 'versions'] as const).map((changed) => ({ projectId, changed }));
}
