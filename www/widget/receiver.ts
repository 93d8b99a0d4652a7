/**
 * The server that a publisher names: `kiln serve-feedback`, or anything else that takes a POST. Its
 * replies are untrusted, and are only read for a receipt.
 */
import type { ReaderFeedback } from './reader-feedback.js';

/** The receipt by which feedback can be deleted again. */
export interface Receipt {
  id: string;
  token: string;
}

export type Reply =
  | { status: 'taken'; receipt: Receipt | null }
  /** Nothing came back: no connection, no server, or one that does not allow this page (CORS). */
  | { status: 'unreachable' }
  /** The server may take it later. */
  | { status: 'busy'; afterMs: number }
  | { status: 'refused'; httpStatus: number };

const TIMEOUT_MS = 30_000;
/** The longest reply that is read, in characters; a receipt has two hundred. */
const MAX_REPLY = 2_000;
const BUSY = [429, 502, 503, 504];
/** The time between a busy server and the next try. */
const MIN_WAIT_MS = 5_000;
const MAX_WAIT_MS = 120_000;

export async function post(url: string, feedback: ReaderFeedback): Promise<Reply> {
  const response = await request(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(feedback),
  });
  if (!response) return { status: 'unreachable' };
  if (response.ok) return { status: 'taken', receipt: await readReceipt(response) };
  void response.body?.cancel();
  const { status } = response;
  if (!BUSY.includes(status)) return { status: 'refused', httpStatus: status };
  const afterMs = Number(response.headers.get('Retry-After')) * 1000 || 0;
  return { status: 'busy', afterMs: Math.min(Math.max(afterMs, MIN_WAIT_MS), MAX_WAIT_MS) };
}

/** Says whether the feedback is not there any more. */
export async function remove(url: string, { id, token }: Receipt): Promise<boolean> {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/$/, '')}/${encodeURIComponent(id)}`;
  const response = await request(address.href, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
  void response?.body?.cancel();
  return response !== null && (response.ok || response.status === 404 || response.status === 410);
}

async function request(url: string, options: RequestInit): Promise<Response | null> {
  try {
    return await fetch(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      // The reader agreed to this host and no other.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...options,
    });
  } catch {
    // Browsers do not say why; the caller says that nothing came back.
    return null;
  }
}

async function readReceipt(response: Response): Promise<Receipt | null> {
  try {
    const text = await readText(response);
    const { receipt } = JSON.parse(text) as { receipt?: Partial<Record<keyof Receipt, unknown>> };
    const { id, token } = receipt ?? {};
    return typeof id === 'string' && typeof token === 'string' && id !== '' ? { id, token } : null;
  } catch {
    // A simple collector that gives none, or something else altogether. The feedback is there.
    return null;
  }
}

/** Reads no more of the body than a receipt can be long. */
async function readText({ body }: Response): Promise<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) return text;
    text += part.value;
    if (text.length > MAX_REPLY) {
      void reader?.cancel();
      return '';
    }
  }
}
