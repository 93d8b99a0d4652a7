/** The thread on which models are trained, and on which trained ones answer. */
import { expose } from 'comlink';
import { cancelJob } from '../shared/worker/trials.js';
import { outcome } from '../shared/worker/outcome.js';
import { classify } from './predict/predict.js';
import { give } from './command.js';
import { compress, keepCompressed } from './compress/compress.js';
import { crossValidate } from './training/cross-validate.js';
import { plan, review } from './training/data.js';
import { checkMap, explain } from './predict/explain.js';
import { inspect, readZip } from './intake/intake.js';
import { mapPictures } from './map/map.js';
import { openModel, toOnnx, toSelfContained } from './archive/model-files.js';
import { cancelOpening, openProject, saveProject } from './archive/project-file.js';
import { publish } from './publish/publish.js';
import { importAnswers, stopReading } from './feedback/import.js';
import { fieldReports, trayNotes } from './feedback/report.js';
import { opened, openRuntime } from './state.js';
import { timeVersions } from './training/timing.js';
import { train } from './training/train.js';
import type { TrainingService } from './service.js';

const service: TrainingService = {
  open: (fetchBackbone) => outcome(async () => (await openRuntime(fetchBackbone), null)),
  architectures: (classCount, settings) => outcome(async () => opened().architectures(classCount, settings)),
  settingRanges: () => outcome(async () => opened().settingRanges()),
  inspect: (picture) => outcome(() => inspect(picture)),
  readZip: (file, name) => outcome(() => readZip(file, name)),
  review: (projectId) => outcome(() => review(projectId)),
  plan: (projectId, settings) => outcome(() => plan(projectId, settings)),
  train: (projectId, job, onProgress) => outcome(() => train(projectId, job, onProgress)),
  crossValidate: (projectId, job, onProgress) => outcome(() => crossValidate(projectId, job, onProgress)),
  command: (command) => outcome(async () => (give(command), null)),
  classify: (versionId, picture) => outcome(() => classify(versionId, picture)),
  explain: (versionId, picture, classes, job, onProgress) =>
    outcome(() => explain(versionId, picture, classes, job, onProgress)),
  checkMap: (versionId, picture, map, job, onProgress) =>
    outcome(() => checkMap(versionId, picture, map, job, onProgress)),
  cancelJob: (job) => outcome(async () => (cancelJob(job), null)),
  compare: (a, b, truths) =>
    outcome(async () => opened().compare(Uint32Array.from(a), Uint32Array.from(b), Uint32Array.from(truths))),
  importAnswers: (projectId, file, onProgress) => outcome(() => importAnswers(projectId, file, onProgress)),
  stopReading: () => outcome(async () => (stopReading(), null)),
  fieldReports: (projectId) => outcome(() => fieldReports(projectId)),
  trayNotes: (projectId) => outcome(() => trayNotes(projectId)),
  recommend: (candidate, published, truths) =>
    outcome(async () =>
      opened().recommend(Uint32Array.from(candidate), Uint32Array.from(published), Uint32Array.from(truths)),
    ),
  map: (projectId, onProgress) => outcome(() => mapPictures(projectId, onProgress)),
  compress: (versionId, precision, onProgress) => outcome(() => compress(versionId, precision, onProgress)),
  keepCompressed: (versionId, made) => outcome(() => keepCompressed(versionId, made)),
  timeAnswers: (versionIds) => outcome(() => timeVersions(versionIds)),
  toOnnx: (versionId) => outcome(() => toOnnx(versionId)),
  toSelfContained: (versionId) => outcome(() => toSelfContained(versionId)),
  publish: (request, onProgress) => outcome(() => publish(request, onProgress)),
  saveProject: (projectId) => outcome(() => saveProject(projectId)),
  cancelOpening: () => outcome(async () => (cancelOpening(), null)),
  openProject: (file, onProgress) => outcome(() => openProject(file, onProgress)),
  openModel: (projectId, file) => outcome(() => openModel(projectId, file)),
};

expose(service);
