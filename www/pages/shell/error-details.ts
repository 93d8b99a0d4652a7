/** The details of a failure that a person can hand on. Nothing in them says whose pictures they were. */
import type { CodedError } from '../../shared/errors.js';

/** Written in by the build. */
declare const __KILN_VERSION__: string;

/** Failures that nobody can do anything about but mend them. */
export function isFault({ code }: CodedError): boolean {
  return code === 'engine.crashed' || code === 'engine.unexpected';
}

/** The details as text; `more` is what is known beside the error itself. */
export function errorDetails({ code, message, detail }: CodedError, more: Record<string, string> = {}): string {
  const known = {
    code,
    ...(Object.keys(detail).length > 0 ? { detail: JSON.stringify(detail) } : {}),
    ...more,
    page: location.pathname.split('/').at(-1) || 'index.html',
    kiln: __KILN_VERSION__,
    browser: navigator.userAgent,
    time: new Date().toISOString(),
  };
  const lines = Object.entries(known).map(([name, value]) => `${name}: ${value}`);
  return [...lines, '', message].join('\n');
}

/** Says whether it could be copied: there is no clipboard without https, and a browser may refuse. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The caller shows the text, to be selected by hand.
    return false;
  }
}
