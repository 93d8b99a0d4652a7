/** A share as it stands beside a prediction, in the widget and in the article around it. */
export function percent(tag: string, share: number): string {
  // Near certainty is not certainty: 99.97 % is not written as 100 %.
  const isNearlyAll = share > 0.995 && share < 1;
  const format = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: isNearlyAll ? 1 : 0 });
  return format.format(isNearlyAll ? Math.min(share, 0.999) : share);
}
