/** A button and an answer, as small as an article before a reader acts. The runtime comes with the press. */

export interface Answer {
  label: string;
  probability: number;
}

export type Classify = (picture: Blob) => Promise<Answer>;

declare global {
  interface Window {
    /** Resolves when the answer stands in the page. */
    __ask?: (picture: Blob) => Promise<Answer>;
  }
}

export function article(open: () => Promise<Classify>): void {
  const button = document.querySelector('button');
  const output = document.querySelector('output');
  if (!button || !output) throw new Error('The page has no button or no output');
  let opening: Promise<Classify> | null = null;
  button.addEventListener('click', () => {
    opening ??= open();
    opening.catch(() => undefined);
  });
  window.__ask = async (picture) => {
    if (!opening) throw new Error('Nobody has pressed the button');
    const answer = await (await opening)(picture);
    output.textContent = `${answer.label} ${Math.round(answer.probability * 100)}%`;
    return answer;
  };
}
