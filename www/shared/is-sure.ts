/**
 * No guess below this is called the answer: by the model's own account it is more likely wrong than right.
 * docs/decisions has the figures, in "A name needs half of the probability".
 */
export const NAMED_FROM = 0.5;

export function isSure(probability: number): boolean {
  // As it is shown: "50%" beside "not sure" would look like a mistake.
  return Math.round(probability * 100) / 100 >= NAMED_FROM;
}
