/** The way from stored pictures to what a run learns from. */
import type { TrainingSet } from '../../generated/train/kiln.js';
import { ARCHITECTURES, type ArchitectureId, type Subset, type TrainingSettings } from '../../types/core.js';
import type { TrainingJob } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { CodedError } from '../../shared/errors.js';
import type { TrainingRuntime } from '../../engine/worker/runtime.js';
import { heardOrEnd } from '../command.js';
import { pixelsOf, problemOf, type ProjectData } from '../training/data.js';
import { featuresOf, variantsOf } from './features.js';
import { backboneBytes, opened } from '../state.js';

/**
 * The set lies in the memory of `runtime`. The caller frees it, or hands it to a run. For `arithmetic` see
 * {@link featuresOf}.
 */
export async function fill(
  { architecture, settings }: TrainingJob,
  data: ProjectData,
  parts: readonly Subset[],
  { signal, onProgress }: Job,
  runtime: TrainingRuntime = opened(),
  arithmetic: string | null = null,
): Promise<TrainingSet> {
  const problem = problemOf(data);
  if (problem) throw new CodedError(`dataset.${problem.code}`, problem.code);
  const { classes, pictures } = data;
  checkSize(architecture, settings, parts, pictures.length);
  const positions = new Map(classes.map(({ id }, position) => [id, position]));
  const { layer, trainsBackbone } = ARCHITECTURES[architecture];
  const set = new runtime.TrainingSet(architecture);
  try {
    if (trainsBackbone) set.setBackbone(await backboneBytes(false));
    const partOf = (index: number) => parts[index] ?? 'train';
    const addAll = async <T>(inputs: AsyncIterable<T>, add: (input: T, label: number, part: Subset) => void) => {
      let index = 0;
      for await (const input of inputs) {
        add(input, positions.get(pictures[index]?.classId ?? '') ?? 0, partOf(index));
        index += 1;
        onProgress(index, pictures.length);
        await heardOrEnd(signal);
      }
    };
    if (layer !== null) {
      const augmentationOf = (index: number) => (partOf(index) === 'train' ? settings.augmentation : null);
      await addAll(featuresOf(pictures, signal, layer, augmentationOf, arithmetic), set.addFeatures.bind(set));
    } else {
      await addAll(pixelsOf(pictures, set), set.addPixels.bind(set));
    }
    return set;
  } catch (error) {
    set.free();
    throw error;
  }
}

/** Refuses what would not fit into memory before minutes of looking at pictures, not after. */
function checkSize(
  architecture: ArchitectureId,
  settings: TrainingSettings,
  parts: readonly Subset[],
  numPictures: number,
): void {
  const limit = opened()
    .architectures(2, settings)
    .find(({ id }) => id === architecture)?.maxInputs;
  const numVaried = parts.filter((part) => part === 'train').length * variantsOf(settings.augmentation);
  if (limit === null || limit === undefined || numPictures + numVaried <= limit) return;
  const count = numPictures + numVaried;
  throw new CodedError('training.too-large', `${count} inputs where ${limit} fit`, { count, limit });
}
