/** The pictures of a project, as a run and the checks before it see them. */
import type { PictureSet, TrainingSet } from '../../generated/train/kiln.js';
import type { SplitWarning, Subset, TrainingSettings } from '../../types/core.js';
import type { PictureRecord, ProjectClass } from '../../storage/index.js';
import { decodePicture } from '../../shared/worker/decode-picture.js';
import type { DataProblem, Finding, SplitPlan } from '../service.js';
import { keep } from './keep.js';
import { opened, store } from '../state.js';

export interface ProjectData {
  /** The classes that are switched on. */
  classes: ProjectClass[];
  /** The pictures of these classes. */
  pictures: PictureRecord[];
  /** The pictures that the newest version was checked on; its successor is checked on the same. */
  checked: { seed: number; pictureIds: ReadonlySet<string> } | null;
}

export async function loadProject(projectId: string): Promise<ProjectData> {
  const classes = (await store.project(projectId)).classes.filter(({ isEnabled }) => isEnabled);
  const ids = new Set(classes.map(({ id }) => id));
  const pictures = (await store.pictures(projectId)).filter(({ classId }) => ids.has(classId));
  const newest = (await store.versions(projectId)).find(({ predictions }) => predictions.length > 0);
  const checked = newest
    ? { seed: newest.settings.seed, pictureIds: new Set(newest.predictions.map(({ pictureId }) => pictureId)) }
    : null;
  return { classes, pictures, checked };
}

/** The caller frees the set. */
export function pictureSetOf({ classes, pictures }: ProjectData, before: ReadonlySet<string> = new Set()): PictureSet {
  const set = new (opened().PictureSet)(classes.length);
  const positions = new Map(classes.map(({ id }, position) => [id, position]));
  for (const { id, classId, inspection, sha256, burst = null, isTest = false } of pictures) {
    set.add({ class: positions.get(classId) ?? 0, inspection, sha256, burst, isTest, wasValidation: before.has(id) });
  }
  return set;
}

export async function review(projectId: string): Promise<Finding[]> {
  const data = await loadProject(projectId);
  const set = pictureSetOf(data);
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
        case 'mostly-unseen':
          return [{ kind: finding.kind, classId: classId(finding.class), pictureIds: ids(finding.pictures) }];
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
        case 'too-few-classes':
        case 'empty-class':
          return [];
      }
    });
  } finally {
    set.free();
  }
}

export interface Split {
  parts: Subset[];
  classesWithoutValidation: string[];
  classesNotIndependent: string[];
}

/** Why training cannot start, which the core decides. */
export function problemOf(data: ProjectData): DataProblem | null {
  const set = pictureSetOf(data);
  try {
    const problem = set.problem();
    if (problem?.code !== 'empty-class') return problem;
    return { code: problem.code, classIds: problem.classes.map((position) => data.classes[position]?.id ?? '') };
  } finally {
    set.free();
  }
}

export function split(data: ProjectData, { validationShare, seed }: TrainingSettings): Split {
  // Another seed is another division, deliberately.
  const set = pictureSetOf(data, data.checked?.seed === seed ? data.checked.pictureIds : undefined);
  try {
    const { parts, warnings } = set.split(validationShare, seed);
    const classesWith = (wanted: SplitWarning['code']) =>
      warnings.filter(({ code }) => code === wanted).map((warning) => data.classes[warning.class]?.id ?? '');
    return {
      parts,
      classesWithoutValidation: classesWith('class-without-validation'),
      classesNotIndependent: classesWith('validation-not-independent'),
    };
  } finally {
    set.free();
  }
}

export async function plan(projectId: string, settings: TrainingSettings): Promise<SplitPlan> {
  const data = await loadProject(projectId);
  const problem = problemOf(data);
  const noCounts = { train: 0, validation: 0, test: 0, testFollowers: 0 };
  if (problem) return { ...noCounts, classesWithoutValidation: [], classesNotIndependent: [], problem };
  const { parts, ...warned } = split(data, settings);
  const count = (wanted: string) => parts.filter((part) => part === wanted).length;
  const counts = { train: count('train'), validation: count('validation'), test: count('test') };
  const testFollowers = data.pictures.filter(({ isTest = false }, index) => parts[index] === 'test' && !isTest).length;
  return { ...counts, testFollowers, ...warned, problem };
}

/** The fold of each picture, from 0 on. */
export function folds(data: ProjectData, count: number, seed: number): Uint32Array {
  const set = pictureSetOf(data);
  try {
    return set.folds(count, seed);
  } finally {
    set.free();
  }
}

/** Each picture in turn as networks over pixels read it, which are all of one size. */
export async function* pixelsOf(pictures: readonly PictureRecord[], set: TrainingSet): AsyncGenerator<Uint8Array> {
  for (const { id } of pictures) {
    yield await keep(id, 'pixels 32', async (file) => {
      const { rgba, width, height } = await decodePicture(opened(), file);
      return set.pixelsOf(rgba, width, height);
    });
  }
}
