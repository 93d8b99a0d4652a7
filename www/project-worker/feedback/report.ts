/** The readers' feedback, version by version, and the notes on the pictures that came along. */
import type { ModelVersion, ReaderFeedback } from '../../storage/index.js';
import type { FeedbackReportOf, TrayNote } from '../service.js';
import { loadProject, pictureSetOf } from '../training/data.js';
import { opened, store } from '../state.js';

const DAY_MS = 86_400_000;

/** Newest version first; only those that readers have said something of. */
export async function feedbackReports(projectId: string): Promise<FeedbackReportOf[]> {
  const [entries, versions] = await Promise.all([store.readers.feedback(projectId), store.versions(projectId)]);
  return versions.flatMap((version) => {
    const said = entries.filter(({ versionId }) => versionId === version.id);
    return said.length > 0 ? [{ versionId: version.id, report: reportOf(version, said) }] : [];
  });
}

function reportOf({ classNames, evaluation }: ModelVersion, entries: readonly ReaderFeedback[]) {
  const right = evaluation ? Math.round(evaluation.accuracy.value * evaluation.count) : 0;
  return opened().feedbackReport(
    Uint32Array.from(entries, ({ predicted }) => predicted),
    Int32Array.from(entries, ({ actual }) => actual ?? -1),
    Int32Array.from(entries, ({ day }) => Date.parse(`${day}T00:00:00Z`) / DAY_MS),
    classNames.length,
    Uint32Array.from(evaluation ? [right, evaluation.count] : []),
  );
}

/** The notes on every waiting picture: what is odd about it, and which pictures it resembles. */
export async function trayNotes(projectId: string): Promise<TrayNote[]> {
  const data = await loadProject(projectId);
  const waiting = (await store.readers.feedback(projectId)).filter(({ review }) => review === 'waiting');
  const pictures = await Promise.all(waiting.map(({ id }) => store.readers.picture(id)));
  const set = pictureSetOf(data);
  try {
    // As one more class, so that what resembles is told apart by where it lies.
    const trayClass = data.classes.length;
    const inSet = waiting.flatMap(({ id }, index) => {
      const picture = pictures[index];
      return picture ? [{ feedbackId: id, picture }] : [];
    });
    for (const { picture } of inSet) {
      const { inspection, sha256 } = picture;
      set.add({ class: trayClass, inspection, sha256, burst: null, isTest: false, wasValidation: false });
    }
    const notes = inSet.map(
      ({ feedbackId, picture }): TrayNote => ({
        feedbackId,
        problems: picture.inspection.problems,
        alike: null,
        isRepeated: false,
      }),
    );
    const offset = data.pictures.length;
    for (const finding of set.review()) {
      if (finding.kind !== 'duplicate' && finding.kind !== 'cross-class-duplicate') continue;
      const ours = finding.pictures.filter((position) => position < offset);
      const theirs = finding.pictures.filter((position) => position >= offset);
      const [own] = ours.map((position) => data.pictures[position]);
      for (const [index, position] of theirs.entries()) {
        const note = notes[position - offset];
        if (!note) continue;
        if (own) note.alike ??= { pictureId: own.id, classId: own.classId, isExact: finding.isExact };
        else if (index > 0) note.isRepeated = true;
      }
    }
    return notes;
  } finally {
    set.free();
  }
}
