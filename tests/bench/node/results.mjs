// From what was measured to what is reported: the JSON, and what the tables show.

import { cpus } from 'node:os';
import { downloadSizes } from './build-page.mjs';
import { isSameClass } from './runners.mjs';
import { median, ratios, summary } from './statistics.mjs';

/** @import { Entry, Milestones } from './entry.mjs' */

/**
 * @param {Entry[]} entries
 * @param {string} browserVersion
 */
export function resultsOf(entries, browserVersion) {
  return {
    date: new Date().toISOString(),
    browser: `Chromium ${browserVersion}`,
    numCores: cpus().length,
    runners: entries.map(runnerResult),
    comparisons: comparisonsOf(entries),
  };
}

/** @typedef {ReturnType<typeof resultsOf>} Results */
/** @typedef {ReturnType<typeof runnerResult>} RunnerResult */

/** @param {Entry} entry */
function runnerResult(entry) {
  const { contestant, info, fault, maxDifference, numCheckedPictures, numSameAnswers, labelled, turns, loads } = entry;
  const { name, role, device, threads, tolerance } = contestant;
  return {
    name,
    role,
    device,
    threads,
    fault,
    check: { maxDifference, tolerance, numPictures: numCheckedPictures, numSameAnswers, labelled },
    info,
    inference: turns.length > 0 ? summary(turns.flat()) : null,
    inferenceMs: turns,
    loading: loads.cold.length > 0 ? { cold: typical(loads.cold), warm: typical(loads.warm) } : null,
    loadingMs: loads,
    download: entry.addresses.length > 0 ? downloadSizes(entry.addresses) : null,
  };
}

/** @param {Milestones[]} loads */
function typical(loads) {
  return {
    numLoads: loads.length,
    loadedMs: median(loads.map(({ loadedMs }) => loadedMs)),
    firstLogitsMs: median(loads.map(({ firstLogitsMs }) => firstLogitsMs)),
  };
}

/** Each of Kiln's runners beside each peer on the same device; the fastest peer is `isBest`. */
function comparisonsOf(/** @type {Entry[]} */ entries) {
  const timed = entries.filter(({ turns }) => turns.length > 0);
  return timed
    .filter(({ contestant }) => contestant.role === 'kiln')
    .flatMap((kiln) => {
      const peers = timed.filter(
        ({ contestant }) => contestant.role === 'peer' && isSameClass(contestant, kiln.contestant),
      );
      const medians = peers.map(({ turns }) => median(turns.flat()));
      return peers.map((peer, index) => ({
        kiln: kiln.contestant.name,
        peer: peer.contestant.name,
        device: kiln.contestant.device,
        isBest: medians[index] === Math.min(...medians),
        kilnOverPeer: ratios(kiln.turns, peer.turns),
      }));
    });
}
