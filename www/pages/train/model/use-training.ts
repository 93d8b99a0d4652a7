/** The training of the open project, for every view below the root. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Training } from './training.js';

export const TrainingContext = createContext<Training | null>(null);

export function useTraining(): Training {
  const training = useContext(TrainingContext);
  if (!training) throw new Error('A view stands outside of the studio');
  return training;
}
