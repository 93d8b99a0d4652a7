/** The project that the training page opens with. */
const KEY = 'kiln.project';

export function lastProjectId(): string | null {
  return localStorage.getItem(KEY);
}

export function rememberProject(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // Then the newest project is opened next time.
  }
}
