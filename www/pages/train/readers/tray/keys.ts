/** What the keys do while a card has the focus. */
import type { ProjectClass } from '../../../../storage/index.js';
import type { TrayCardProps } from './tray-card.js';

/** Null for keys that do nothing here. */
export function keyAction(
  key: string,
  { item, isSelected, onSelect, onGo, review }: TrayCardProps,
  classes: readonly ProjectClass[],
): (() => unknown) | null {
  const { feedback, target } = item;
  const put = (classId: string | null) => () => review([feedback.id], () => classId);
  const numbered = /^[1-9]$/.test(key) ? classes[Number(key) - 1] : undefined;
  if (numbered) return put(numbered.id);
  switch (key.toLowerCase()) {
    case 'a':
      return target && put(target.id);
    case 'r':
      return put(null);
    case ' ':
      return () => onSelect(!isSelected);
    case 'arrowright':
    case 'arrowdown':
      return () => onGo(1);
    case 'arrowleft':
    case 'arrowup':
      return () => onGo(-1);
    default:
      return null;
  }
}
