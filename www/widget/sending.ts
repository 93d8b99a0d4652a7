/** Feedback on its way to the publisher: sent once, waiting where it cannot be, and deleted again. */
import { alone, readList, writeList } from './lists.js';
import type { ReaderFeedback } from './reader-feedback.js';
import { post, remove, type Receipt, type Reply } from './receiver.js';

export type Sending = Exclude<Reply, { status: 'taken' }> | { status: 'taken' | 'offline' | 'no-room' };

const WAITING_KEY = 'kiln.reader-answers.waiting';
const RECEIPTS_KEY = 'kiln.reader-answers.receipts';
/** The most entries that wait per device. Pictures fill the storage sooner. */
const MAX_WAITING = 200;
const MAX_RECEIPTS = 1000;

interface Waiting {
  url: string;
  answer: ReaderFeedback;
}

interface KeptReceipt extends Receipt {
  url: string;
}

// Other scripts may write there: without an address, feedback would go to the article's own host.
const waiting = () => readList<Waiting>(WAITING_KEY).filter(({ url }) => typeof url === 'string');
const receipts = () => readList<KeptReceipt>(RECEIPTS_KEY);

/** The number of the reader's entries that are with a receiver, or on their way there. */
export function numSent(url: string): { sent: number; waiting: number } {
  const here = (list: { url: string }[]) => list.filter((item) => item.url === url).length;
  return { sent: here(receipts()), waiting: here(waiting()) };
}

/** Sends feedback, or keeps it until it can be. */
export async function send(url: string, feedback: ReaderFeedback): Promise<Sending> {
  const reply = await deliver({ url, answer: feedback });
  if (reply.status === 'taken' || reply.status === 'refused') return reply;
  if (!wait({ url, answer: feedback })) return { status: 'no-room' };
  if (reply.status === 'busy') later(reply.afterMs);
  return reply.status === 'unreachable' && !navigator.onLine ? { status: 'offline' } : reply;
}

/** Sends what waited. Each is taken out of storage before it goes, so that nothing sends it twice. */
export function sendWaiting(): Promise<void> {
  return waiting().length === 0 ? Promise.resolve() : alone(sendEach);
}

async function sendEach(): Promise<void> {
  // One server that is away does not keep the others waiting.
  const away = new Set<string>();
  while (navigator.onLine) {
    const all = waiting();
    const index = all.findIndex(({ url }) => !away.has(url));
    const [next] = index < 0 ? [] : all.splice(index, 1);
    if (!next || !writeList(WAITING_KEY, all)) return;
    const reply = await deliver(next);
    if (reply.status === 'taken' || reply.status === 'refused') continue;
    away.add(next.url);
    wait(next);
    if (reply.status === 'busy') later(reply.afterMs);
  }
}

/** Deletes what was sent to `url` and what waits for it; the number of those that are still there. */
export function deleteSent(url: string): Promise<number> {
  return alone(async () => {
    writeList(
      WAITING_KEY,
      waiting().filter((item) => item.url !== url),
    );
    let numLeft = 0;
    for (const receipt of receipts().filter((item) => item.url === url)) {
      if (await remove(url, receipt))
        writeList(
          RECEIPTS_KEY,
          receipts().filter(({ id }) => id !== receipt.id),
        );
      else numLeft++;
    }
    changed();
    return numLeft;
  });
}

async function deliver({ url, answer: feedback }: Waiting): Promise<Reply> {
  const reply = await post(url, feedback);
  if (reply.status === 'taken' && reply.receipt) {
    writeList(RECEIPTS_KEY, [...receipts(), { url, ...reply.receipt }].slice(-MAX_RECEIPTS));
  }
  changed();
  return reply;
}

/** Says whether there was room. */
function wait(item: Waiting): boolean {
  const all = [...waiting(), item];
  const hasRoom = all.length <= MAX_WAITING && writeList(WAITING_KEY, all);
  changed();
  return hasRoom;
}

let timer: ReturnType<typeof setTimeout> | undefined;

function later(afterMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void sendWaiting(), afterMs);
}

/** Tells every classifier of the page, and whoever else cares, that the lists have changed. */
export const changes = new EventTarget();

function changed(): void {
  changes.dispatchEvent(new Event('change'));
}
