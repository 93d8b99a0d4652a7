/** Readers' feedback on its way into a project. */
import type { ModelVersion, ReaderFeedback, ReaderPicture, StoredFeedback } from '../../storage/index.js';
import type { Job } from '../../shared/bridge/call.js';
import { CodedError, codeOf } from '../../shared/errors.js';
import type { ReadFeedback } from '../../types/core.js';
import type { FeedbackImport } from '../service.js';
import { letMessagesIn } from '../../shared/worker/let-messages-in.js';
import { inspect } from '../intake/inspect.js';
import { digestOf } from '../digest.js';
import { opened, store } from '../state.js';
import { checked } from './check.js';
import { entriesOf, type Entry } from './entries.js';
import { knownModels } from './known-models.js';
import { knownList } from './lists.js';
import { newId } from '../../shared/ids.js';

/** Written to storage together: one by one would take many times as long. */
const STORE_AT_ONCE = 100;
/** More are counted and not named. */
const MAX_NAMED = 50;

/** Counts bytes. Given up, it ends before the next entry with what was read until then, which is kept. */
export async function importFeedback(
  projectId: string,
  file: Blob,
  { signal, onProgress }: Job,
): Promise<FeedbackImport> {
  const { form, each, isCut } = await entriesOf(file, opened().maxFeedbackLineBytes(), (done) =>
    onProgress(done, file.size),
  );
  const models = await knownModels(projectId);
  const known = await store.readers.feedback(projectId);
  const intake = new Intake(projectId, form, known);
  let numLooked = 0;
  for await (const entry of each) {
    // Now and then the thread listens, to be stopped.
    numLooked += 1;
    if (numLooked % STORE_AT_ONCE === 0) await letMessagesIn();
    if (signal.aborted) break;
    await intake.take(entry, models);
  }
  await intake.finish();
  const isStopped = signal.aborted;
  const result = { ...intake.result, isCut: isCut(), isStopped };
  const { numAdded, numKnown, numElsewhere, numPictures } = result;
  const isNothing = numAdded + numKnown + numElsewhere + numPictures === 0;
  if (isNothing && !isStopped && (intake.isAllUnreadable || result.numRefused === 0)) {
    throw new CodedError('answers.none', 'the file holds no answers');
  }
  return result;
}

class Intake {
  readonly result = {
    numAdded: 0,
    numKnown: 0,
    numElsewhere: 0,
    numPictures: 0,
    refused: [] as FeedbackImport['refused'],
    numRefused: 0,
    form: 'received' as FeedbackImport['form'],
  };
  isAllUnreadable = true;
  readonly #projectId: string;
  readonly #ids: Set<string>;
  readonly #known: ReadonlyMap<string, ReaderFeedback>;
  /** The entries of a saved list, until it is known which part of it is new. */
  readonly #list: { found: ReadFeedback; version: ModelVersion; number: number }[] = [];
  #pending: StoredFeedback[] = [];

  constructor(projectId: string, form: FeedbackImport['form'], known: readonly ReaderFeedback[]) {
    this.#projectId = projectId;
    this.#known = new Map(known.map((feedback) => [feedback.id, feedback]));
    this.#ids = new Set(known.map(({ id }) => id));
    this.result.form = form;
  }

  async take({ number, text }: Entry, models: ReadonlyMap<string, ModelVersion[]>): Promise<void> {
    const read = text === null ? null : checked(text, this.result.form);
    if (!read || (!read.isOk && !read.isJson)) return this.#refuse(number, 'answers.line.not-json');
    this.isAllUnreadable = false;
    if (!read.isOk) return this.#refuse(number, 'answers.line.field', { field: read.field });
    const found = read.value;
    const candidates = models.get(found.modelSha256);
    if (!candidates) {
      this.result.numElsewhere += 1;
      return;
    }
    const names = found.actual === null ? [found.predicted] : [found.predicted, found.actual];
    const version = candidates.find(({ classNames }) => names.every((name) => classNames.includes(name)));
    if (!version) {
      const unknown = names.find((name) => !candidates[0]?.classNames.includes(name)) ?? '';
      return this.#refuse(number, 'answers.line.class', { class: unknown });
    }
    if (found.id === null) this.#list.push({ found, version, number });
    else await this.#add(`${this.#projectId}/id/${found.id}`, found, version, number);
  }

  async finish(): Promise<void> {
    if (this.#list.length > 0) await this.#finishList();
    await this.#store();
  }

  /** A list that was saved again has grown at its end. */
  async #finishList(): Promise<void> {
    const contents = await Promise.all(this.#list.map(({ found }) => contentOf(found)));
    const { id, numKnown } = knownList([...this.#known.values()], contents) ?? { id: newId(), numKnown: 0 };
    for (const [position, { found, version, number }] of this.#list.entries()) {
      const key = `${this.#projectId}/list/${id}/${position}`;
      const list = { id, position, content: contents[position] ?? '' };
      if (position < numKnown) await this.#addPicture(this.#known.get(key), found, number);
      else await this.#add(key, found, version, number, list);
    }
  }

  async #add(
    id: string,
    found: ReadFeedback,
    version: ModelVersion,
    number: number,
    list?: ReaderFeedback['list'],
  ): Promise<void> {
    if (this.#ids.has(id)) return this.#addPicture(this.#known.get(id), found, number);
    this.#ids.add(id);
    const picture = await this.#picture(found, number);
    const feedback: ReaderFeedback = {
      id,
      projectId: this.#projectId,
      versionId: version.id,
      importedAt: Date.now(),
      predicted: version.classNames.indexOf(found.predicted),
      probability: found.probability,
      actual: found.actual === null ? null : version.classNames.indexOf(found.actual),
      day: found.day,
      list,
      review: picture ? 'waiting' : undefined,
    };
    this.result.numAdded += 1;
    await this.#keep({ feedback, picture });
  }

  /** Feedback is not counted twice, but its picture may come later: the reader has ticked the box since. */
  async #addPicture(known: ReaderFeedback | undefined, found: ReadFeedback, number: number): Promise<void> {
    this.result.numKnown += 1;
    if (!known || known.review !== undefined || !found.picture) return;
    const picture = await this.#picture(found, number);
    if (picture) await this.#keep({ feedback: { ...known, review: 'waiting' }, picture });
  }

  async #keep(stored: StoredFeedback): Promise<void> {
    this.#pending.push(stored);
    if (stored.picture) this.result.numPictures += 1;
    if (this.#pending.length >= STORE_AT_ONCE) await this.#store();
  }

  /** Takes the picture through the same checks as one's own. The feedback counts without it, too. */
  async #picture({ picture: jpeg, pictureFault }: ReadFeedback, number: number): Promise<ReaderPicture | null> {
    if (pictureFault !== null) this.#refuse(number, 'answers.line.picture');
    if (!jpeg) return null;
    try {
      const picture = new Blob([jpeg], { type: 'image/jpeg' });
      return { picture, ...(await inspect(picture)) };
    } catch (error) {
      if (!codeOf(error)?.startsWith('picture.')) throw error;
      this.#refuse(number, 'answers.line.picture');
      return null;
    }
  }

  async #store(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length > 0) await store.readers.add(pending);
  }

  #refuse(number: number, code: string, detail: Record<string, string | number> = {}): void {
    this.result.numRefused += 1;
    if (this.result.refused.length < MAX_NAMED) this.result.refused.push({ number, code, detail });
  }
}

/** The same for feedback that says the same. Without the picture, which a reader may add or take away later. */
function contentOf({ modelSha256, predicted, probability, actual, day }: ReadFeedback): Promise<string> {
  const said = JSON.stringify([modelSha256, predicted, probability, actual, day]);
  return digestOf(new TextEncoder().encode(said));
}
