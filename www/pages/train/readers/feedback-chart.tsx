/** The curve of the shares over time; the same numbers stand in a table. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatDay, formatPercent } from '../../../shared/i18n/format.js';
import { languageInUse } from '../../../shared/i18n/index.js';
import type { FeedbackReport } from '../../../types/core.js';

const HEIGHT = 220;
const MIN_WIDTH = 240;
const MAX_WIDTH = 720;
/** Distances between days that are written at the axis. */
const STEPS = [1, 2, 7, 14, 28, 56, 112, 364, 728];

type Periods = FeedbackReport['periods'];

/** The interval's bounds are told apart from the curve by dashes as well as by colour. */
export function FeedbackChart({ periods }: { periods: Periods }) {
  const place = useRef<HTMLDivElement>(null);
  const language = languageInUse();
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const width = () => Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, element.clientWidth));
    const draw = () => new uPlot(optionsOf(width()), dataOf(periods), element);
    let plot = draw();
    const resize = new ResizeObserver(() => plot.setSize({ width: width(), height: HEIGHT }));
    resize.observe(element);
    // A canvas keeps the colours that it was drawn with.
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => {
      plot.destroy();
      plot = draw();
    };
    dark.addEventListener('change', redraw);
    return () => {
      dark.removeEventListener('change', redraw);
      resize.disconnect();
      plot.destroy();
    };
  }, [periods, language]);
  return <div class="feedback-chart" data-testid="field-chart" aria-hidden="true" ref={place} />;
}

function optionsOf(width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--ink-soft'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: colour('--rule'), width: 1 },
    ticks: { show: false },
  };
  const bound = { stroke: colour('--ink-soft'), width: 1, dash: [3, 4], points: { show: false } };
  return {
    width,
    height: HEIGHT,
    // Room for the last day, and for points at either end.
    padding: [null, 44, null, null],
    legend: { show: false },
    scales: { x: { time: false }, y: { range: [-0.04, 1.04] } },
    axes: [
      { ...axis, space: 90, incrs: STEPS, values: (_, days) => days.map((day) => formatDay(day)) },
      { ...axis, splits: [0, 0.25, 0.5, 0.75, 1], values: (_, shares) => shares.map(formatPercent) },
    ],
    cursor: { show: false },
    bands: [{ series: [2, 1], fill: colour('--accent-wash') }],
    // The curve last: a band is painted over what was drawn before it.
    series: [{}, bound, bound, { stroke: colour('--accent'), width: 2, points: { show: true, size: 7 } }],
  };
}

function dataOf(periods: Periods): uPlot.AlignedData {
  return [
    periods.map(({ firstDay }) => firstDay),
    periods.map(({ accuracy }) => accuracy.low),
    periods.map(({ accuracy }) => accuracy.high),
    periods.map(({ accuracy }) => accuracy.value),
  ];
}
