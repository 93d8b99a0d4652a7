/** One reader's picture: what was predicted, what the reader says, and what can be done with it. */
import type { TrayNote } from '../../../engine/index.js';
import { formatProbability } from '../../../shared/i18n/format.js';
import { t } from '../../../shared/i18n/index.js';
import type { ProjectClass, ReaderFeedback } from '../../../storage/index.js';
import { el } from '../../../shared/dom.js';

export interface TrayItem {
  feedback: ReaderFeedback;
  note: TrayNote | undefined;
  /** The name of the predicted class in the version that was asked. */
  predictedName: string;
  /** The name of the class that the reader named; null for none of the classes. */
  actualName: string | null;
  /** The class that the reader's label means now; null where there is none any more. */
  target: ProjectClass | null;
}

export interface TrayActions {
  accept: (feedbackId: string, classId: string) => void;
  reject: (feedbackId: string) => void;
  select: (feedbackId: string, isSelected: boolean) => void;
  /** Moves the focus by so many cards. */
  go: (feedbackId: string, by: number) => void;
}

interface TrayCardProps {
  item: TrayItem;
  classes: readonly ProjectClass[];
  isSelected: boolean;
  image: HTMLImageElement;
  actions: TrayActions;
}

export function trayCard({ item, classes, isSelected, image, actions }: TrayCardProps): HTMLElement {
  const { feedback, predictedName, actualName, target } = item;
  const says = actualName ?? t('readers.corrections.else');
  const select = el('input', {
    attributes: { type: 'checkbox', 'aria-label': t('readers.tray.select') },
    testId: 'tray-select',
  });
  select.checked = isSelected;
  select.addEventListener('change', () => actions.select(feedback.id, select.checked));
  const accept = el('button', {
    class: 'button',
    text: target ? t('readers.tray.accept.as', { name: target.name }) : t('readers.tray.accept'),
    testId: 'tray-accept',
    onClick: () => target && actions.accept(feedback.id, target.id),
  });
  accept.disabled = !target;
  const into = classChoice(classes, (classId) => actions.accept(feedback.id, classId));
  const reject = el('button', {
    class: 'text-button',
    text: t('readers.tray.reject'),
    testId: 'tray-reject',
    onClick: () => actions.reject(feedback.id),
  });
  const facts = el(
    'dl',
    {},
    el('dt', { text: t('readers.tray.answered') }),
    el('dd', { text: `${predictedName} ${formatProbability(feedback.probability)}` }),
    el('dt', { text: t('readers.tray.says') }),
    el('dd', { class: 'tray-says', text: says }),
  );
  const notes = notesOf(item, classes).map((text) => el('p', { class: 'readers-note', text }));
  const group = el(
    'div',
    {
      class: 'tray-card',
      testId: 'tray-card',
      attributes: {
        tabindex: '0',
        role: 'group',
        'aria-label': t('readers.tray.card', { predicted: predictedName, actual: says }),
        'aria-keyshortcuts': 'A R Space 1 2 3 4 5 6 7 8 9',
        'data-feedback': feedback.id,
      },
    },
    el('label', { class: 'tray-picture' }, image, select),
    el('div', { class: 'tray-text' }, facts, ...notes, el('div', { class: 'tray-ways' }, accept, into, reject)),
  );
  group.addEventListener('keydown', (event) => {
    // Only with the card itself in focus: in a choice, letters choose.
    if (event.target !== group || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = keyboardWay(event.key, item, classes, isSelected, actions);
    if (!way) return;
    event.preventDefault();
    way();
  });
  return el('li', {}, group);
}

function keyboardWay(
  key: string,
  { feedback: { id }, target }: TrayItem,
  classes: readonly ProjectClass[],
  isSelected: boolean,
  actions: TrayActions,
): (() => void) | null {
  const numbered = /^[1-9]$/.test(key) ? classes[Number(key) - 1] : undefined;
  if (numbered) return () => actions.accept(id, numbered.id);
  switch (key) {
    case 'a':
    case 'A':
      return target && (() => actions.accept(id, target.id));
    case 'r':
    case 'R':
      return () => actions.reject(id);
    case ' ':
      return () => actions.select(id, !isSelected);
    case 'ArrowRight':
    case 'ArrowDown':
      return () => actions.go(id, 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return () => actions.go(id, -1);
    default:
      return null;
  }
}

/** Putting a picture into a class other than the reader's. */
export function classChoice(classes: readonly ProjectClass[], onChoice: (classId: string) => void): HTMLSelectElement {
  const choice = el(
    'select',
    { attributes: { 'aria-label': t('readers.tray.into') }, testId: 'tray-into' },
    el('option', { text: t('readers.tray.into'), attributes: { value: '' } }),
    ...classes.map(({ id, name }) => el('option', { text: name, attributes: { value: id } })),
  );
  choice.addEventListener('change', () => {
    const { value } = choice;
    choice.value = '';
    if (value) onChoice(value);
  });
  return choice;
}

function notesOf({ note, target }: TrayItem, classes: readonly ProjectClass[]): string[] {
  const nameOf = (classId: string) => classes.find(({ id }) => id === classId)?.name ?? '';
  const notes = note?.problems.map((problem) => t(`review.problem.${problem}`)) ?? [];
  if (note?.alike) {
    const { classId, isExact } = note.alike;
    notes.push(t(isExact ? 'readers.tray.same' : 'readers.tray.alike', { name: nameOf(classId) }));
  }
  if (note?.isRepeated) notes.push(t('readers.tray.repeated'));
  if (!target) notes.push(t('readers.tray.unnamed'));
  return notes;
}
