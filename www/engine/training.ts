/** The door to training, apart from `index.ts` so that visitors who only classify do not fetch it. */
export { KilnError } from '../shared/errors.js';
export { Trainer } from './trainer.js';
export type { Explanation, LongCall, MaskCheckResult } from './types.js';
export type {
  AnswerChange,
  ArchitectureInfo,
  CoreComparison,
  FieldReport,
  FieldShare,
  Flip,
  SettingRanges,
  Successor,
} from '../project-worker/messages.js';
export type {
  AnswerImport,
  Checked,
  Compression,
  FieldReportOf,
  Finding,
  InspectedPicture,
  MappedPicture,
  Publication,
  PublishRequest,
  RunCommand,
  SplitPlan,
  TrainedAnswer,
  TrainingProgress,
  TrayNote,
} from '../project-worker/service.js';
