/** A name in a field. What is being typed stays, whatever changes meanwhile; Enter or leaving the field takes it. */
import { useSignal } from '@preact/signals';
import type { TargetedEvent, TargetedKeyboardEvent } from 'preact';

type Field = TargetedEvent<HTMLInputElement>;

/** The properties of the field. `onTaken` hears of a name that is another one than `present`. */
export function useTyped(present: string, onTaken: (name: string) => void) {
  const typed = useSignal<string | null>(null);
  const take = () => {
    const name = typed.value?.trim();
    typed.value = null;
    if (name && name !== present) onTaken(name);
  };
  return {
    value: typed.value ?? present,
    onInput: ({ currentTarget }: Field) => (typed.value = currentTarget.value),
    onBlur: take,
    onKeyDown: ({ key, isComposing }: TargetedKeyboardEvent<HTMLInputElement>) => {
      if (key === 'Enter' && !isComposing) take();
      if (key === 'Escape') typed.value = null;
    },
  };
}
