/** "Is that right?": the reader's answer, sent only with the reader's consent. */
import { make } from './dom.js';
import type { ClassifyDetail } from './events.js';
import { keep, kept, send, type ReaderAnswer } from './reader-answers.js';
import type { Words } from './words.js';

interface FeedbackUse {
  words: Words;
  /** Where the publisher collects answers, if anywhere. */
  url: string | null;
  onAnswer: (answer: ReaderAnswer) => void;
}

export class FeedbackView {
  readonly element = make('div', { class: 'feedback', part: 'feedback', attributes: { hidden: '' } });

  /** Asks about an answer. */
  ask(detail: ClassifyDetail, use: FeedbackUse): void {
    const { words } = use;
    const first = detail.predictions[0];
    if (!first) return;
    const answered = (actual: string | null) => this.#answered(toAnswer(detail, first, actual), use);
    const yes = make('button', { text: words.say('widget.feedback.yes'), onClick: () => answered(first.label) });
    const no = make('button', { text: words.say('widget.feedback.no'), onClick: () => this.#askWhat(detail, words, answered) });
    const question = make('p', { text: words.say('widget.feedback.question') });
    this.element.replaceChildren(question, make('div', { class: 'controls' }, yes, no));
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
  }

  #askWhat(detail: ClassifyDetail, words: Words, answered: (actual: string | null) => void): void {
    const choice = make('select');
    const wrong = detail.predictions.slice(1).map(({ label }) => label);
    choice.append(
      ...wrong.map((label, index) => make('option', { text: label, attributes: { value: String(index) } })),
      make('option', { text: words.say('widget.feedback.other'), attributes: { value: '' } }),
    );
    const send = make('button', {
      text: words.say('widget.feedback.send'),
      onClick: () => answered(choice.value === '' ? null : (wrong[Number(choice.value)] ?? null)),
    });
    const label = make('label', { text: words.say('widget.feedback.what') }, choice);
    this.element.replaceChildren(label, send);
    choice.focus();
  }

  #answered(answer: ReaderAnswer, use: FeedbackUse): void {
    const { words, url } = use;
    keep(answer);
    use.onAnswer(answer);
    if (url === null) return this.#thank(words.say('widget.feedback.thanks'), words);
    const { host } = new URL(url, document.baseURI);
    const consent = make('p', { text: words.say('widget.feedback.consent', { host }) });
    const yes = make('button', { class: 'main', text: words.say('widget.feedback.send') });
    const no = make('button', {
      text: words.say('widget.feedback.no'),
      onClick: () => this.#thank(words.say('widget.feedback.thanks'), words),
    });
    yes.addEventListener('click', () => {
      yes.disabled = true;
      void send(new URL(url, document.baseURI).href, answer).then((sending) => {
        if (sending.status === 'sent') this.#thank(words.say('widget.feedback.sent'), words);
        else if (sending.status === 'waiting') this.#thank(words.say('widget.feedback.waiting'), words);
        else this.#thank(words.say('widget.feedback.refused', { host, status: sending.httpStatus }), words);
      });
    });
    this.element.replaceChildren(consent, make('div', { class: 'controls' }, yes, no));
    yes.focus();
  }

  #thank(sentence: string, words: Words): void {
    const thanks = make('p', { text: sentence, attributes: { role: 'status', tabindex: '-1' } });
    const answers = kept();
    const save = make('button', {
      class: 'plain',
      text: words.say('widget.feedback.download', { count: answers.length }),
      onClick: () => saveAnswers(answers),
    });
    this.element.replaceChildren(thanks, ...(answers.length > 0 ? [save] : []));
    thanks.focus();
  }
}

function toAnswer(
  { model }: ClassifyDetail,
  { label, probability }: ClassifyDetail['predictions'][number],
  actual: string | null,
): ReaderAnswer {
  return {
    modelId: model.id,
    modelSha256: model.sha256,
    predicted: label,
    probability: Math.round(probability * 1000) / 1000,
    actual,
    day: new Date().toISOString().slice(0, 10),
  };
}

function saveAnswers(answers: readonly ReaderAnswer[]): void {
  const file = new Blob([JSON.stringify({ kilnReaderAnswers: 1, answers }, null, 1)], { type: 'application/json' });
  const url = URL.createObjectURL(file);
  make('a', { attributes: { href: url, download: 'kiln-answers.json' } }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
