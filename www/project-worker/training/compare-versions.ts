/** Two versions on the pictures that neither has learnt from. Which these are is decided by the core. */
import { indexOfLargest } from '../../shared/largest.js';
import type { ModelVersion } from '../../storage/index.js';
import type { VersionsCompared } from '../service.js';
import { opened, store } from '../state.js';

/** The mark for no prediction: the picture was not kept back from that version. */
const NONE = -1;

/** A is evaluated as the successor of B. */
export async function compareVersions(idA: string, idB: string): Promise<VersionsCompared> {
  const [a, b] = await Promise.all([store.version(idA), store.version(idB)]);
  const pictures = await store.pictures(a.projectId);
  // Versions may have their classes in another order: here each has one number for both.
  const classIds = [...new Set([...a.classIds, ...b.classIds, ...pictures.map(({ classId }) => classId)])];
  const numbers = new Map(classIds.map((id, number) => [id, number]));
  const numberOf = (classId: string) => numbers.get(classId) ?? NONE;
  const predictedBy = (version: ModelVersion) => {
    const predicted = predictedClasses(version);
    // A class without a match in the project has the id '', so "not kept back" has to be told apart from it.
    return Int32Array.from(pictures, ({ id }) => {
      const classId = predicted.get(id);
      return classId === undefined ? NONE : numberOf(classId);
    });
  };
  const unseen = opened().unseenByBoth(
    Uint32Array.from(pictures, ({ classId }) => numberOf(classId)),
    Uint8Array.from(pictures, ({ origin }) => Number(origin === 'reader')),
    predictedBy(a),
    predictedBy(b),
    Uint32Array.from(a.classIds, (id) => numberOf(id)),
    Uint32Array.from(b.classIds, (id) => numberOf(id)),
  );
  const { predictedA, predictedB, labels, numFromReaders } = unseen;
  const successor = opened().recommend(
    Uint32Array.from(predictedA),
    Uint32Array.from(predictedB),
    Uint32Array.from(labels),
  );
  const classAt = (list: number[], index: number) => classIds[list[index] ?? NONE] ?? '';
  return {
    ...successor,
    numFromReaders,
    pictures: unseen.pictures.map((position, index) => ({
      pictureId: pictures[position]?.id ?? '',
      label: classAt(labels, index),
      predictedA: classAt(predictedA, index),
      predictedB: classAt(predictedB, index),
    })),
  };
}

/** The class that a version predicted, by picture, where the picture had been kept back from it. */
function predictedClasses({ classIds, predictions }: ModelVersion): Map<string, string> {
  return new Map(
    predictions.map(({ pictureId, probabilities }) => [pictureId, classIds[indexOfLargest(probabilities)] ?? '']),
  );
}
