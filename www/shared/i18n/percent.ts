/** A share as it stands beside a prediction, in the widget and in the article around it. */
export function percent(tag: string, share: number): string {
  const written = (value: number) => new Intl.NumberFormat(tag, { style: 'percent' }).format(value);
  // A model is never certain: what would be rounded to 0 % or 100 % is written as a bound.
  if (share < 0.005) return `<${written(0.01)}`;
  return share < 0.995 ? written(share) : `>${written(0.99)}`;
}
