/** "Is that right?": the reader's feedback, sent only with the reader's consent. */
import type { Feedback } from '../types/core.js';
import { make } from './dom.js';
import type { ClassifyDetail } from './events.js';
import { pictureChoice } from './picture-choice.js';
import { keep, keepPicture, kept, type ReaderFeedback } from './reader-feedback.js';
import { send, type Sending } from './sending.js';
import type { Words } from './words.js';

interface FeedbackUse {
  words: Words;
  /** The address where the publisher collects feedback, if anywhere. */
  receiver: URL | null;
  /** A copy of the picture that may be sent. */
  smallCopy: () => Promise<Blob>;
  onFeedback: (feedback: ReaderFeedback) => void;
}

export class FeedbackView {
  readonly element = make('div', { class: 'feedback', part: 'feedback', attributes: { hidden: '' } });

  /** Asks about a prediction. */
  ask(detail: ClassifyDetail, use: FeedbackUse): void {
    const { words } = use;
    const first = detail.predictions[0];
    if (!first) return;
    const onReply = (actual: string | null) => this.#take(toFeedback(detail, first, actual), use);
    // "None of these" is what is right or wrong then, not the class that was nearest.
    const claimed = detail.isUnknown ? null : first.label;
    const yes = make('button', { text: words.say('widget.feedback.yes'), onClick: () => onReply(claimed) });
    const no = make('button', {
      text: words.say('widget.feedback.no'),
      onClick: () => this.#askWhat(detail, claimed, words, onReply),
    });
    const question = make('p', { text: words.say('widget.feedback.question') });
    this.element.replaceChildren(question, make('div', { class: 'controls' }, yes, no));
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
  }

  /** `claimed` is the class that the model said, or null where it said "none of these". */
  #askWhat(
    { predictions }: ClassifyDetail,
    claimed: string | null,
    words: Words,
    onReply: (actual: string | null) => void,
  ): void {
    const choice = make('select');
    const others = (claimed === null ? predictions : predictions.slice(1)).map(({ label }) => label);
    const choices = [...others, ...(claimed === null ? [] : [null])];
    choice.append(
      // Nothing is chosen beforehand: whoever answers in haste would say what is not so.
      make('option', { text: '–', attributes: { value: '' } }),
      ...choices.map((label, index) =>
        make('option', { text: label ?? words.say('widget.feedback.other'), attributes: { value: String(index) } }),
      ),
    );
    // Nothing is sent by this: where there is an address, consent is asked next.
    const reply = make('button', {
      text: words.say('widget.feedback.reply'),
      onClick: () => onReply(choices[Number(choice.value)] ?? null),
    });
    reply.disabled = true;
    choice.addEventListener('change', () => (reply.disabled = choice.value === ''));
    const label = make('label', { text: words.say('widget.feedback.what') }, choice);
    this.element.replaceChildren(label, reply);
    choice.focus();
  }

  #take(feedback: ReaderFeedback, use: FeedbackUse): void {
    keep(feedback);
    use.onFeedback(feedback);
    if (use.receiver) this.#askConsent(feedback, use, use.receiver);
    else this.#thank('', feedback, use);
  }

  #askConsent(feedback: ReaderFeedback, use: FeedbackUse, { host, href }: URL): void {
    const { words } = use;
    const consent = make('p', { text: words.say('widget.feedback.consent', { host }) });
    const refused = make('p', { attributes: { role: 'alert' } });
    const yes = make('button', { class: 'main', text: words.say('widget.feedback.send') });
    const no = make('button', {
      text: words.say('widget.feedback.decline'),
      onClick: () => this.#thank('', feedback, use),
    });
    let chosen = feedback;
    const choice = pictureChoice({
      words,
      label: words.say('widget.feedback.picture'),
      smallCopy: use.smallCopy,
      onChange: (picture) => {
        yes.disabled = picture === undefined;
        chosen = picture ? { ...feedback, picture } : feedback;
        consent.textContent = words.say(picture ? 'widget.feedback.consent-picture' : 'widget.feedback.consent', {
          host,
        });
      },
    });
    yes.addEventListener('click', () => {
      const sent = chosen;
      yes.disabled = true;
      refused.textContent = '';
      void send(href, sent).then((sending) => {
        yes.disabled = false;
        const sentence = sentenceOf(sending, host, words);
        // Without the picture, or a little later, it may be taken.
        if (sending.status === 'refused' || sending.status === 'no-room') return void (refused.textContent = sentence);
        if (this.element.contains(yes)) this.#thank(sentence, sent, use);
      });
    });
    this.element.replaceChildren(consent, choice, refused, make('div', { class: 'controls' }, yes, no));
    yes.focus();
  }

  #thank(sentence: string, feedback: ReaderFeedback, { words, receiver, smallCopy }: FeedbackUse): void {
    const text = sentence || words.say('widget.feedback.thanks');
    const thanks = make('p', { text, attributes: { role: 'status', tabindex: '-1' } });
    const count = kept().length;
    const save = make('button', {
      class: 'plain',
      text: words.say('widget.feedback.download', { count }),
      onClick: () => saveFeedback(kept()),
    });
    // Where nothing is sent, the file is how pictures reach the publisher.
    const choice = pictureChoice({
      words,
      label: words.say('widget.feedback.picture-in-file'),
      smallCopy,
      onChange: (picture) => {
        save.disabled = picture === undefined;
        const hasRoom = keepPicture(picture ? { ...feedback, picture } : feedback);
        thanks.textContent = hasRoom ? text : words.say('widget.feedback.no-room-in-file');
      },
    });
    this.element.replaceChildren(thanks, ...(count > 0 ? [...(receiver ? [] : [choice]), save] : []));
    thanks.focus();
  }
}

function sentenceOf(sending: Sending, host: string, words: Words): string {
  if (sending.status !== 'refused') return words.say(`widget.feedback.${sending.status}`, { host });
  const { httpStatus } = sending;
  if (httpStatus === 413) return words.say('widget.feedback.too-large', { host });
  if (httpStatus === 401 || httpStatus === 403) return words.say('widget.feedback.forbidden', { host });
  return words.say('widget.feedback.refused', { host, status: httpStatus });
}

function toFeedback(
  { model }: ClassifyDetail,
  { label, probability }: ClassifyDetail['predictions'][number],
  actual: string | null,
): ReaderFeedback {
  return {
    modelId: model.id,
    modelSha256: model.sha256,
    predicted: label,
    probability: Math.round(probability * 1000) / 1000,
    actual,
    day: new Date().toISOString().slice(0, 10),
  } satisfies Feedback;
}

function saveFeedback(feedback: readonly ReaderFeedback[]): void {
  const file = new Blob([JSON.stringify({ kilnReaderAnswers: 1, answers: feedback }, null, 1)], {
    type: 'application/json',
  });
  const url = URL.createObjectURL(file);
  make('a', { attributes: { href: url, download: 'kiln-answers.json' } }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
