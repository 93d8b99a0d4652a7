/** Lines over one axis: the drawing is uPlot's, the heading, the legend and the axes are the page's. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { languageInUse } from '../../../shared/i18n/index.js';

export interface Line {
  name: string;
  /** A colour of the page, as its CSS variable. */
  colour: '--ink' | '--accent';
  isDashed?: boolean;
  values: readonly (number | null)[];
}

interface LineChartProps {
  title: string;
  testId?: string;
  /** Ascending. */
  xs: readonly number[];
  xLabel: string;
  formatX: (value: number) => string;
  /** Whether there is nothing between 1 and 2, as with epochs. */
  isWholeX?: boolean;
  lines: readonly Line[];
  format: (value: number) => string;
  /** The end of the vertical axis; without one, that of the values. */
  top?: number;
}

const HEIGHT = 240;
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

export function LineChart(props: LineChartProps) {
  const { title, lines, xs, xLabel, format, formatX, testId } = props;
  const box = useRef<HTMLDivElement>(null);
  /** Where somebody points; the end of the lines where nobody does. */
  const pointed = useSignal<number | null>(null);
  const drawn = lines.filter(({ values }) => values.some((value) => value !== null));
  useEffect(
    () => draw(box.current, { ...props, lines: drawn }, (index) => (pointed.value = index)),
    [xs, languageInUse()],
  );
  const at = pointed.value ?? xs.length - 1;
  const valueOf = ({ values }: Line) => {
    const value = values[at];
    return typeof value === 'number' ? format(value) : '–';
  };
  return (
    <figure class="chart" data-testid={testId}>
      <figcaption>{title}</figcaption>
      <ul class="chart-legend" role="list">
        {drawn.map((line) => (
          <li key={line.name}>
            <LineSample line={line} /> {line.name} <b>{valueOf(line)}</b>
          </li>
        ))}
        <li>
          {xLabel} <b>{formatX(xs[at] ?? 0)}</b>
        </li>
      </ul>
      <div
        class="chart-canvas"
        ref={box}
        role="img"
        aria-label={`${title}: ${drawn.map((line) => `${line.name} ${valueOf(line)}`).join(', ')}`}
      />
    </figure>
  );
}

function LineSample({ line: { colour, isDashed } }: { line: Line }) {
  const dash = isDashed ? { 'stroke-dasharray': '6 4' } : {};
  return (
    <svg class="chart-sample" viewBox="0 0 24 4" aria-hidden="true">
      <path d="M0 2h24" stroke={`var(${colour})`} stroke-width="2.5" {...dash} />
    </svg>
  );
}

/** Draws into `box` and draws anew when its width or the colours change; returns how to end that. */
function draw(box: HTMLElement | null, props: LineChartProps, onPoint: (index: number | null) => void) {
  if (!box) return undefined;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let plot: uPlot | null = null;
  const make = () => {
    plot?.destroy();
    // In a hidden tab there is no room yet.
    plot = box.clientWidth > 0 ? plotOf(box, props, onPoint) : null;
  };
  const observer = new ResizeObserver(() => {
    if (plot && box.clientWidth > 0) plot.setSize({ width: box.clientWidth, height: HEIGHT });
    else make();
  });
  observer.observe(box);
  dark.addEventListener('change', make);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', make);
    plot?.destroy();
  };
}

function plotOf(box: HTMLElement, props: LineChartProps, onPoint: (index: number | null) => void): uPlot {
  const { xs, lines, top, format, formatX, isWholeX, xLabel } = props;
  const style = getComputedStyle(box);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--ink-soft'),
    font: `13px ${style.fontFamily}`,
    labelFont: `13px ${style.fontFamily}`,
    grid: { stroke: colour('--rule'), width: 1 },
    ticks: { show: false },
  };
  const xAxis = {
    ...axis,
    label: xLabel,
    size: 28,
    labelSize: 24,
    values: (_: uPlot, splits: number[]) => splits.map(formatX),
  };
  return new uPlot(
    {
      width: box.clientWidth,
      height: HEIGHT,
      scales: {
        x: { time: false },
        y: { range: (_plot, _low, high) => [0, top ?? Math.max(high, Number.MIN_VALUE) * 1.05] },
      },
      axes: [
        isWholeX ? { ...xAxis, incrs: WHOLE_STEPS } : xAxis,
        { ...axis, size: 56, values: (_plot, splits) => splits.map(format) },
      ],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false },
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
      series: [
        {},
        ...lines.map((line) => ({
          stroke: colour(line.colour),
          width: 2,
          points: { show: xs.length < 2 },
          ...(line.isDashed ? { dash: [6, 4] } : {}),
        })),
      ],
    },
    [[...xs], ...lines.map(({ values }) => [...values])],
    box,
  );
}
