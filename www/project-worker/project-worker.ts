/** The thread that keeps projects, trains models and lets trained ones predict. */
import { serve } from '../shared/bridge/serve.js';
import type { TrainingSettings } from '../types/core.js';
import { openModel, toOnnx, toSelfContained } from './archive/model-files.js';
import { openProject } from './archive/open-project.js';
import { saveProject } from './archive/save-project.js';
import { give } from './command.js';
import { compress, keepCompressed } from './compress/compress.js';
import { importFeedback } from './feedback/import.js';
import { feedbackReports, trayNotes } from './feedback/report.js';
import { reviewTray } from './feedback/tray.js';
import { takeIn } from './intake/intake.js';
import { sortIn } from './intake/sort.js';
import { teach, teachableProjects } from './intake/teach.js';
import { mapPictures } from './map/map.js';
import { checkMap, explain } from './predict/explain.js';
import { classify } from './predict/predict.js';
import { codeFor, preview, previewFiles } from './publish/preview.js';
import { publish } from './publish/publish.js';
import { toTeachableMachine } from './publish/teachable-machine.js';
import { similarPictures } from './similar/similar.js';
import { opened, openRuntime } from './state.js';
import { compareVersions } from './training/compare-versions.js';
import { crossValidate } from './training/cross-validate.js';
import { plan, review } from './training/data.js';
import { timeVersions } from './training/timing.js';
import { train } from './training/train.js';
import { unkeptModel } from './training/version.js';
import { classifyByWords } from './words/classify.js';
import { lookUp } from './words/vocabulary.js';

/** The calls that this thread takes. Their type is what the page calls: a call is written here and nowhere else. */
const service = {
  /** Compiles the wasm module. Must come first. */
  open: openRuntime,
  architectures: (numClasses: number, settings: TrainingSettings | null) =>
    opened().architectures(numClasses, settings),

  sortIn,
  takeIn,
  teachableProjects,
  teach,
  review,
  plan,

  train,
  /** Says to the run that is under way how to go on. */
  command: give,
  unkeptModel,
  crossValidate,
  compareVersions,

  lookUp,
  classifyByWords,

  classify,
  explain,
  checkMap,
  timePredictions: timeVersions,
  map: mapPictures,
  similar: similarPictures,

  compress,
  keepCompressed,
  toOnnx,
  toSelfContained,
  toTeachableMachine,
  /** A program in Python for the files of `toOnnx`. */
  onnxRecipe: () => opened().onnxRecipe(),
  openModel,
  publish,
  preview,
  previewFiles,
  codeFor,

  importFeedback,
  feedbackReports,
  trayNotes,
  reviewTray,

  saveProject,
  openProject,
};

export type ProjectService = typeof service;

serve(service);
