// The results as text for a terminal.

import { formatSize } from '../../../scripts/lib/compress.mjs';
import { isSameClass } from './runners.mjs';
import { summary } from './statistics.mjs';

/** @import { Results, RunnerResult } from './results.mjs' */

/** Of the slowest quarter of the runs over the fastest one; beyond it no figure is worth quoting. */
const MOST_SPREAD = 1.5;

/** @param {Results} results */
export function tablesOf({ date, browser, numCores, runners, comparisons }) {
  const adapters = new Set(runners.map(({ info }) => info?.adapter?.name).filter(Boolean));
  const faulty = runners.filter(({ fault }) => fault !== null);
  const parts = [
    `${date.slice(0, 10)} · ${browser} · ${numCores} cores · ${[...adapters].join(', ') || 'no graphics adapter'}`,
    'EfficientNet-Lite0, batch 1, input on the CPU to 1000 logits on the CPU, ms',
    inferenceTable(runners),
  ];
  if (comparisons.length > 0) {
    parts.push('Kiln ÷ peer (below 1, Kiln is faster; * the fastest peer of its kind)');
    parts.push(comparisonTable(comparisons));
  }
  if (runners.some(({ loading }) => loading)) {
    parts.push('From the address to the first prediction, ms, and the first visit’s download');
    parts.push(loadingTable(runners));
    const compared = loadingComparisons(runners);
    if (compared.length > 0) {
      parts.push('Kiln ÷ peer to the first logits, load by load: median (middle half)');
      parts.push(table(['', 'cold', 'warm'], compared));
    }
  }
  const disturbed = runners.filter(({ device, inference }) => device === 'cpu' && isDisturbed(inference));
  if (disturbed.length > 0) {
    const names = disturbed.map(({ name }) => name).join(', ');
    parts.push(`Something else kept the processor busy during ${names}: run it again.`);
  }
  for (const { name, fault } of faulty) parts.push(`${name} was not timed to the end: ${fault}`);
  return `${parts.join('\n\n')}\n`;
}

/**
 * On a quiet machine three quarters of the runs are within a fifth of the fastest one.
 * @param {RunnerResult['inference']} inference
 */
function isDisturbed(inference) {
  return inference !== null && inference.upperQuartileMs > MOST_SPREAD * inference.minMs;
}

/** @param {RunnerResult[]} runners */
function inferenceTable(runners) {
  const areLabelled = runners.some(({ check }) => check.labelled);
  return table(
    [
      '',
      'threads',
      'n',
      'median',
      'min',
      'middle half',
      'max',
      'off by',
      'same answer',
      ...(areLabelled ? ['right'] : []),
    ],
    runners.map(({ name, threads, inference, check }) => [
      name,
      String(threads),
      String(inference?.numRuns ?? 0),
      ms(inference?.medianMs),
      ms(inference?.minMs),
      inference ? `${ms(inference.lowerQuartileMs)}–${ms(inference.upperQuartileMs)}` : '–',
      ms(inference?.maxMs),
      check.maxDifference === null ? '–' : `${check.maxDifference.toFixed(3)} (≤ ${check.tolerance})`,
      `${check.numSameAnswers} of ${check.numPictures}`,
      ...(areLabelled ? [rightOf(check.labelled)] : []),
    ]),
  );
}

/** @param {RunnerResult['check']['labelled']} labelled */
function rightOf(labelled) {
  return labelled ? `${((100 * labelled.right) / labelled.of).toFixed(1)} % of ${labelled.of}` : '–';
}

/** @param {Results['comparisons']} comparisons */
function comparisonTable(comparisons) {
  return table(
    ['', 'of medians', 'round by round', 'of fastest runs'],
    comparisons.map(({ kiln, peer, isBest, kilnOverPeer }) => [
      `${kiln} ÷ ${peer}${isBest ? ' *' : ''}`,
      kilnOverPeer.ofMedians.toFixed(2),
      kilnOverPeer.byRound.toFixed(2),
      kilnOverPeer.ofFastest.toFixed(2),
    ]),
  );
}

/** @param {RunnerResult[]} runners */
function loadingTable(runners) {
  return table(
    ['', 'n', 'cold: loaded', 'first logits', 'warm: loaded', 'first logits', 'runtime', 'weights'],
    runners.map(({ name, loading, download }) => [
      name,
      String(loading?.cold.numLoads ?? 0),
      ms(loading?.cold.loadedMs),
      ms(loading?.cold.firstLogitsMs),
      ms(loading?.warm.loadedMs),
      ms(loading?.warm.firstLogitsMs),
      download ? formatSize(download.runtimeBytes) : '–',
      download ? formatSize(download.weightsBytes) : '–',
    ]),
  );
}

/**
 * Of the devices and threads that Kiln shares with a peer.
 * @param {RunnerResult[]} runners
 */
function loadingComparisons(runners) {
  const loaded = runners.filter(({ loading }) => loading);
  return loaded
    .filter(({ role }) => role === 'kiln')
    .flatMap((kiln) => {
      const peers = loaded.filter((peer) => peer.role === 'peer' && isSameClass(peer, kiln));
      return peers.map((peer) => {
        const of = (/** @type {'cold' | 'warm'} */ kind) => {
          const ratios = kiln.loadingMs[kind].map(
            ({ firstLogitsMs }, load) => firstLogitsMs / (peer.loadingMs[kind][load]?.firstLogitsMs ?? Number.NaN),
          );
          const { medianMs, lowerQuartileMs, upperQuartileMs } = summary(ratios.filter(Number.isFinite));
          return `${medianMs.toFixed(2)} (${lowerQuartileMs.toFixed(2)}–${upperQuartileMs.toFixed(2)})`;
        };
        return [`${kiln.name} ÷ ${peer.name}`, of('cold'), of('warm')];
      });
    });
}

/** @param {number | undefined} value */
export function ms(value) {
  if (value === undefined) return '–';
  return value < 1000 ? value.toFixed(1) : value.toFixed(0);
}

/** First column to the left, numbers to the right. @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
