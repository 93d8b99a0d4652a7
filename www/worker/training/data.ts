/** The pictures of a project, as a run and the checks before it see them. */
import type { PictureSet } from '../../generated/train/kiln.js';
import type { PictureRecord, ProjectClass, TrainingSettings } from '../../storage/index.js';
import { decodePicture } from '../decode-picture.js';
import type { Finding, SplitPlan } from '../training-service.js';
import { opened, openBackbone, store } from './state.js';

export interface ProjectData {
  /** Those that are switched on. */
  classes: ProjectClass[];
  /** Of these classes. */
  pictures: PictureRecord[];
}

export async function loadProject(projectId: string): Promise<ProjectData> {
  const classes = (await store.project(projectId)).classes.filter(({ isEnabled }) => isEnabled);
  const ids = new Set(classes.map(({ id }) => id));
  const pictures = (await store.pictures(projectId)).filter(({ classId }) => ids.has(classId));
  return { classes, pictures };
}

/** The caller frees the set. */
function pictureSet({ classes, pictures }: ProjectData): PictureSet {
  const set = new (opened().PictureSet)(classes.length);
  const positions = new Map(classes.map(({ id }, position) => [id, position]));
  for (const { classId, inspection, sha256 } of pictures) {
    const item = { class: positions.get(classId) ?? 0, inspection, sha256, burst: null, isTest: false };
    set.add(item, new Float32Array());
  }
  return set;
}

export async function review(projectId: string): Promise<Finding[]> {
  const data = await loadProject(projectId);
  const set = pictureSet(data);
  try {
    return set.review().flatMap((finding): Finding[] => {
      const ids = (positions: number[]) => positions.map((position) => data.pictures[position]?.id ?? '');
      const classId = (position: number) => data.classes[position]?.id ?? '';
      switch (finding.kind) {
        case 'problem':
          return [{ kind: 'problem', pictureIds: ids([finding.picture]), problem: finding.problem }];
        case 'duplicate':
        case 'cross-class-duplicate':
          return [{ kind: finding.kind, pictureIds: ids(finding.pictures), isExact: finding.isExact }];
        case 'imbalance': {
          const { largestClass, largest, smallestClass, smallest } = finding;
          const classIds = { largestClassId: classId(largestClass), smallestClassId: classId(smallestClass) };
          return [{ kind: 'imbalance', largest, smallest, ...classIds }];
        }
        case 'too-few': {
          const { count, needed } = finding;
          return [{ kind: 'too-few', classId: classId(finding.class), count, needed }];
        }
        // The plan says these, for training cannot start with them.
        default:
          return [];
      }
    });
  } finally {
    set.free();
  }
}

export interface Split {
  parts: ('train' | 'validation' | 'test')[];
  classesWithoutValidation: string[];
}

export function problemOf({ classes, pictures }: ProjectData): SplitPlan['problem'] {
  if (classes.length < 2) return { code: 'too-few-classes' };
  const empty = classes.find(({ id }) => !pictures.some(({ classId }) => classId === id));
  return empty ? { code: 'empty-class', classId: empty.id } : null;
}

export function split(data: ProjectData, { validationShare, seed }: TrainingSettings): Split {
  const set = pictureSet(data);
  try {
    const { parts, warnings } = set.split(validationShare, seed);
    const lacking = warnings.filter(({ code }) => code === 'class-without-validation');
    return {
      parts,
      classesWithoutValidation: lacking.map((warning) => data.classes[warning.class]?.id ?? ''),
    };
  } finally {
    set.free();
  }
}

export async function plan(projectId: string, settings: TrainingSettings): Promise<SplitPlan> {
  const data = await loadProject(projectId);
  const problem = problemOf(data);
  if (problem) return { train: 0, validation: 0, classesWithoutValidation: [], problem };
  const { parts, classesWithoutValidation } = split(data, settings);
  const count = (wanted: string) => parts.filter((part) => part === wanted).length;
  return { train: count('train'), validation: count('validation'), classesWithoutValidation, problem };
}

/** Of the stored picture, computed at the first request and kept. */
export async function featuresOf(pictureId: string): Promise<Float32Array> {
  const { sha256 } = await openBackbone();
  const known = await store.features(pictureId, sha256);
  if (known) return known;
  const { picture } = await store.pictureFiles(pictureId);
  const features = await embed(picture);
  await store.saveFeatures(pictureId, sha256, features);
  return features;
}

export async function embed(picture: Blob): Promise<Float32Array> {
  const { classifier } = await openBackbone();
  const { rgba, width, height } = await decodePicture(opened(), picture);
  return classifier.embed(classifier.preprocess(rgba, width, height));
}
