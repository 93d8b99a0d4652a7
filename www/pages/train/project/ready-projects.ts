/** Projects to start from, fetched when somebody wants one. */
import { CodedFailure } from './failure.js';

export const READY_PROJECTS = ['flowers', 'doodles'] as const;

export async function fetchReadyProject(id: (typeof READY_PROJECTS)[number]): Promise<Blob> {
  let status = 0;
  try {
    const response = await fetch(new URL(`projects/${id}.zip`, document.baseURI));
    if (response.ok) return await response.blob();
    status = response.status;
  } catch {
    // No network; said below.
  }
  throw new CodedFailure('project.download-failed', { status });
}
