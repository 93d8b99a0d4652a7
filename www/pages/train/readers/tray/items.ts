/** Readers' pictures with all that is said of them, in the words of now. */
import type { TrayNote } from '../../../../engine/index.js';
import { t } from '../../../../shared/i18n/index.js';
import type { ProjectClass, ReaderFeedback } from '../../../../storage/index.js';
import type { Session } from '../../project/session.js';

export interface TrayItem {
  feedback: ReaderFeedback;
  note: TrayNote | undefined;
  /** The name of the predicted class in the version that was asked. */
  predictedName: string;
  /** What the reader says it is. */
  says: string;
  /** The class that the reader's label means now; null where there is none any more. */
  target: ProjectClass | null;
}

/** Null where the version that was asked is no more. */
export function itemOf(
  { versions, project }: Session,
  feedback: ReaderFeedback,
  note: TrayNote | undefined,
): TrayItem | null {
  const version = versions.find(({ id }) => id === feedback.versionId);
  if (!version) return null;
  const { actual, predicted } = feedback;
  // By the class itself, which may have been renamed since.
  const targetId = actual === null ? undefined : version.classIds[actual];
  return {
    feedback,
    note,
    predictedName: version.classNames[predicted] ?? '',
    says: actual === null ? t('readers.corrections.else') : (version.classNames[actual] ?? ''),
    target: project.classes.find(({ id }) => id === targetId) ?? null,
  };
}

export function notesOf({ note, target }: TrayItem, classes: readonly ProjectClass[]): string[] {
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
