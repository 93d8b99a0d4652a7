/** A worker that is called through Comlink. */
import { wrap, type Remote } from 'comlink';
import { WorkerLink } from '../shared/worker-link.js';

export class WorkerConnection<Service> extends WorkerLink<Remote<Service>> {
  constructor(worker: Worker) {
    super(worker, wrap<Service>(worker));
  }
}
