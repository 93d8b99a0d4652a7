/** A failure of the browser's storage, with a stable code. */
export class StorageError extends Error {
  readonly code: string;
  readonly detail: Record<string, string | number> = {};

  constructor(code: 'storage.full' | 'storage.unavailable' | 'storage.not-found', message: string) {
    super(message);
    this.name = 'StorageError';
    this.code = code;
  }
}

/** Runs `work`; what the browser throws becomes a {@link StorageError}. */
export async function withStorageErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const name = error instanceof DOMException ? error.name : '';
    const code = name === 'QuotaExceededError' ? 'storage.full' : 'storage.unavailable';
    throw new StorageError(code, String(error));
  }
}
