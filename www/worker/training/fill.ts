/** From stored pictures to what a run learns from. */
import type { TrainingSet } from '../../generated/train/kiln.js';
import type { Part, TrainingJob } from '../../storage/index.js';
import { CodedError } from '../coded-error.js';
import { decodePicture } from '../decode-picture.js';
import type { TrainingRuntime } from '../runtime.js';
import type { Count } from '../training-service.js';
import { cancelled, heard } from './command.js';
import { featuresOf, problemOf, type ProjectData } from './data.js';
import { opened, store } from './state.js';

/** The set lies in the memory of `runtime`. The caller frees it, or hands it to a run. */
export async function fill(
  { architecture, settings }: TrainingJob,
  data: ProjectData,
  parts: readonly Part[],
  report: Count,
  runtime: TrainingRuntime = opened(),
): Promise<TrainingSet> {
  const problem = problemOf(data);
  if (problem) throw new CodedError(`dataset.${problem.code}`, problem.code);
  const { classes, pictures } = data;
  const positions = new Map(classes.map(({ id }, position) => [id, position]));
  const set = new runtime.TrainingSet(architecture);
  try {
    for (const [index, picture] of pictures.entries()) {
      const label = positions.get(picture.classId) ?? 0;
      const part = parts[index] ?? 'train';
      if (architecture === 'transfer') {
        const augmentation = part === 'train' ? settings.augmentation : null;
        set.addFeatures(await featuresOf(picture, augmentation), label, part);
      } else {
        const { rgba, width, height } = await decodePicture(opened(), (await store.pictureFiles(picture.id)).picture);
        set.addPicture(rgba, width, height, label, part);
      }
      report(index + 1, pictures.length);
      if ((await heard()) !== 'run') throw cancelled();
    }
    return set;
  } catch (error) {
    set.free();
    throw error;
  }
}
