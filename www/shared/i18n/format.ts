/** Numbers as the reader's language writes them. */
import { languageInUse } from './index.js';
import { numberFormatter } from './number-formatter.js';

/**
 * A probability as a percentage: whole from 10 % on, one decimal below. A model is never certain: what would be rounded
 * to 0 % or 100 %, and what a float cannot tell from them, is written as a bound.
 */
export function formatProbability(probability: number): string {
  if (probability < 0.001) return `<${percent(0.001, 1)}`;
  if (probability >= 0.995) return `>${percent(0.99, 0)}`;
  return percent(probability, probability < 0.1 ? 1 : 0);
}

/** A share of counted things, such as an accuracy: one decimal at most. */
export function formatPercent(share: number): string {
  return numberFormatter(languageInUse(), { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** A share of a whole that is only roughly known: whole percents. */
export function formatShare(share: number): string {
  return percent(share, 0);
}

/** A count or a measure, grouped the language's way. */
export function formatNumber(value: number): string {
  return numberFormatter(languageInUse()).format(value);
}

/** A number of any size with so many significant digits: a small one is not written as nothing. */
export function formatPrecise(value: number, digits: number): string {
  return numberFormatter(languageInUse(), { maximumSignificantDigits: digits }).format(value);
}

/** A duration: milliseconds up to ten seconds, because that is the size of what is compared here. */
export function formatDuration(elapsedMs: number): string {
  const isLong = elapsedMs >= 10_000;
  const written = numberFormatter(languageInUse(), {
    style: 'unit',
    unit: isLong ? 'second' : 'millisecond',
    unitDisplay: 'short',
    maximumFractionDigits: isLong ? 1 : elapsedMs < 1 ? 1 : 0,
  }).format(isLong ? elapsedMs / 1000 : elapsedMs);
  // As the sentences around it are written; browsers leave the space out of “毫秒”.
  return written.replace(/(\d)(?=[\u4e00-\u9fff])/, '$1\u00a0');
}

/** A size in decimal megabytes, as downloads are counted. */
export function formatMegabytes(sizeBytes: number): string {
  const number = numberFormatter(languageInUse(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return `${number.format(sizeBytes / 1e6)}\u00a0MB`;
}

/** A size in the unit that fits: decimal kilobytes below a megabyte. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes >= 1e6) return formatMegabytes(sizeBytes);
  return `${numberFormatter(languageInUse(), { maximumFractionDigits: 0 }).format(Math.ceil(sizeBytes / 1e3))}\u00a0kB`;
}

/** A large count in short: 4.7M, 465万. */
export function formatCompact(count: number): string {
  return numberFormatter(languageInUse(), { notation: 'compact', maximumSignificantDigits: 3 }).format(count);
}

function percent(fraction: number, digits: number): string {
  return numberFormatter(languageInUse(), {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(fraction);
}

/** A day, given in days since 1970-01-01 or as a moment in the reader's own time zone; a dash for one that is none. */
export function formatDay(day: number | Date): string {
  const isMoment = day instanceof Date;
  const options: Intl.DateTimeFormatOptions = isMoment
    ? { dateStyle: 'medium' }
    : { dateStyle: 'medium', timeZone: 'UTC' };
  const moment = isMoment ? day : new Date(day * 86_400_000);
  // What an earlier version has stored may be the day of no calendar.
  if (Number.isNaN(moment.getTime())) return '–';
  return new Intl.DateTimeFormat(languageInUse(), options).format(moment);
}
