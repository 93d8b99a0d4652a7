/**
 * What readers say of the answers: kept on their device, and sent only where the publisher named a
 * place and the reader agreed. No picture and nothing that tells readers apart.
 */

/** One reader's opinion of one answer. */
export interface ReaderAnswer {
  /** Of the model's card. */
  modelId: string;
  /** Hexadecimal SHA-256 of the weights. */
  modelSha256: string;
  /** What the model said. */
  predicted: string;
  /** From 0 to 1. */
  probability: number;
  /** What the reader says it is: a class, or null for something else. */
  actual: string | null;
  /** As `2026-01-31`: no time of day. */
  day: string;
}

export type Sending = { status: 'sent' } | { status: 'waiting' } | { status: 'refused'; httpStatus: number };

const KEPT_KEY = 'kiln.reader-answers';
const WAITING_KEY = 'kiln.reader-answers.waiting';
/** Per device: whoever says more than this has made the point. */
const MAX_KEPT = 500;

interface Waiting {
  url: string;
  answer: ReaderAnswer;
}

/** Keeps an answer for "Save my answers". */
export function keep(answer: ReaderAnswer): void {
  write(KEPT_KEY, [...kept(), answer].slice(-MAX_KEPT));
}

export function kept(): ReaderAnswer[] {
  return read<ReaderAnswer>(KEPT_KEY);
}

/** Sends an answer, or keeps it until there is a connection. */
export async function send(url: string, answer: ReaderAnswer): Promise<Sending> {
  try {
    const response = await post(url, answer);
    return response.ok ? { status: 'sent' } : { status: 'refused', httpStatus: response.status };
  } catch {
    write(WAITING_KEY, [...read<Waiting>(WAITING_KEY), { url, answer }].slice(-MAX_KEPT));
    return { status: 'waiting' };
  }
}

/** Sends what waited. Each is taken out of storage before it goes, so that no second tab sends it too. */
export async function sendWaiting(): Promise<void> {
  for (;;) {
    const [first, ...rest] = read<Waiting>(WAITING_KEY);
    if (!first || !navigator.onLine) return;
    write(WAITING_KEY, rest);
    try {
      await post(first.url, first.answer);
    } catch {
      write(WAITING_KEY, [first, ...read<Waiting>(WAITING_KEY)]);
      return;
    }
  }
}

function post(url: string, answer: ReaderAnswer): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(answer),
  });
}

function read<T>(key: string): T[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? (list as T[]) : [];
  } catch {
    return [];
  }
}

function write(key: string, list: unknown[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // A browser without storage: the answer is still an event of the page.
  }
}
