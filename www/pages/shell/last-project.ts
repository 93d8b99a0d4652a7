/** The project that the training page opens with. */
const KEY = 'kiln.project';
/** The project that is being opened, and since when: who is still there at a later start did not come to an end. */
const OPENING_KEY = 'kiln.opening';
/** Another tab may be opening it just now. */
const STILL_OPENING_MS = 10_000;

export function lastProjectId(): string | null {
  return localStorage.getItem(KEY);
}

export function rememberProject(id: string): void {
  keep(KEY, id);
}

/** Remembers that a project is being opened, until that is ended by what is handed back, or the page is left. */
export function beginOpening(id: string): () => void {
  const own = `${Date.now()} ${id}`;
  keep(OPENING_KEY, own);
  const end = (): void => {
    window.removeEventListener('pagehide', end);
    // Another opening, of this tab or another one, ends by itself.
    if (localStorage.getItem(OPENING_KEY) === own) localStorage.removeItem(OPENING_KEY);
  };
  window.addEventListener('pagehide', end);
  return end;
}

/** The project that held up the page, or ended it, when it was opened last. */
export function failedToOpen(): string | null {
  const [since, id] = (localStorage.getItem(OPENING_KEY) ?? '').split(' ');
  return id && Date.now() - Number(since) > STILL_OPENING_MS ? id : null;
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Then the newest project is opened next time.
  }
}
