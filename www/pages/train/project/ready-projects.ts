/** Projects to start from, fetched when somebody wants one. */
import { CodedError } from '../../../shared/errors.js';

export const READY_PROJECTS = ['flowers', 'doodles'] as const;

export async function fetchReadyProject(id: (typeof READY_PROJECTS)[number]): Promise<Blob> {
  let status = 0;
  try {
    const response = await fetch(new URL(`projects/${id}.zip`, document.baseURI));
    if (response.ok) return await response.blob();
    status = response.status;
  } catch {
    // `fetch` fails where there is no network, and says no more. It is said below.
  }
  throw new CodedError('project.download-failed', `the server answered ${status}`, { status });
}
