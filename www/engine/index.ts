/**
 * The one door between pages and everything behind them. A page that only classifies imports nothing else from it, and
 * is spared the rest: no module here does anything by being loaded, and this one holds no code of its own.
 */
export { createEngine } from './engine.js';
export { isTrainingStored } from './offline.js';
export { createProjectWorker, type ProjectWorker } from './project-worker.js';
export { TrainingRun } from './training-run.js';
export { hear, Store, tell, type News } from '../storage/index.js';
export type { LongCall } from '../shared/bridge/call.js';
export type { TimedPrediction } from '../shared/worker/timed-prediction.js';
export type {
  Classification,
  ClassifyOptions,
  DeviceChoice,
  DeviceKind,
  DeviceReason,
  Engine,
  EngineStatus,
  Explanation,
  MaskCheckResult,
  ModelInfo,
  PictureNote,
  Prediction,
} from './types.js';
export type {
  ArticleCode,
  FeedbackImport,
  Checked,
  Compression,
  FeedbackReportOf,
  Finding,
  GivenFile,
  IncomingPicture,
  PlacedPicture,
  MappedPicture,
  PreviewFiles,
  Publication,
  PublicationPreview,
  PublishRequest,
  RunCommand,
  SimilarPicture,
  SortedSource,
  SplitPlan,
  Taken,
  Taught,
  TeachableProject,
  TrainingProgress,
  TrayNote,
  VersionsCompared,
  WordsAsked,
  WordsPrediction,
} from '../project-worker/service.js';
