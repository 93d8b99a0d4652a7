/** The session, for every view below the root. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session } from '../project/session.js';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('A view stands outside of the studio');
  return session;
}
