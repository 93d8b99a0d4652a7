/** What the tabs of this device tell each other: of which project something has changed, and what. */

export type Changed = 'project' | 'pictures' | 'versions' | 'run';

export interface News {
  projectId: string;
  changed: Changed;
}

interface Told extends News {
  tab: string;
}

/** Null where the browser has none: then nobody is told, and pages look for themselves when they come into sight. */
let channel: BroadcastChannel | null | undefined;
let tab: string | undefined;

function opened(): BroadcastChannel | null {
  channel ??= typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('kiln.changed');
  return channel;
}

/** The name of this tab. Its workers are given it as theirs: what they change is no news to their own page. */
export function tabName(): string {
  // No `crypto.randomUUID`, which only secure pages have.
  tab ??= typeof document === 'undefined' ? self.name : `kiln-${Math.random().toString(36).slice(2)}`;
  return tab;
}

export function tell(projectId: string, changed: Changed): void {
  opened()?.postMessage({ projectId, changed, tab: tabName() } satisfies Told);
}

/** Calls back for all that another tab tells; says whether this browser lets them speak with each other. */
export function hear(onNews: (news: News) => void): boolean {
  const heard = opened();
  heard?.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.tab !== tabName()) onNews(data);
  });
  return heard !== null;
}
