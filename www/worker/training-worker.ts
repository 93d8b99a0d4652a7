/** The thread on which models are trained, and on which trained ones answer. */
import { expose } from 'comlink';
import { outcome } from './outcome.js';
import { classify } from './training/answer.js';
import { plan, review } from './training/data.js';
import { inspect, readZip } from './training/intake.js';
import { opened, openRuntime, setBackboneFile } from './training/state.js';
import { give, train } from './training/train.js';
import type { TrainingService } from './training-service.js';

const service: TrainingService = {
  open: () => outcome(async () => (await openRuntime(), null)),
  setBackbone: (file) => outcome(async () => (setBackboneFile(file), null)),
  architectures: (classCount, settings) => outcome(async () => opened().architectures(classCount, settings)),
  settingRanges: () => outcome(async () => opened().settingRanges()),
  inspect: (picture) => outcome(() => inspect(picture)),
  readZip: (file) => outcome(() => readZip(file)),
  review: (projectId) => outcome(() => review(projectId)),
  plan: (projectId, settings) => outcome(() => plan(projectId, settings)),
  train: (projectId, job, onProgress) => outcome(() => train(projectId, job, onProgress)),
  command: async (command) => give(command),
  classify: (versionId, picture) => outcome(() => classify(versionId, picture)),
};

expose(service);
