// A model of texts answers in Python, by the lines of docs/texts.md, as `kiln classify` does: node tests/texts/run.mjs

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runQuietly } from '../../scripts/lib/command.mjs';
import { Failure, main } from '../../scripts/lib/failures.mjs';
import { buildKiln } from '../../scripts/lib/kiln-program.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { pythonWith } from '../../scripts/lib/python-packages.mjs';
import { recipesOf } from '../../scripts/lib/recipes.mjs';

const WORDS = {
  animals: ['cat', 'dog', 'horse', 'cow', 'sheep', 'goose'],
  tools: ['hammer', 'drill', 'wrench', 'pliers', 'chisel', 'plane'],
  天气: ['晴天', '下雨', '多云', '大风', '下雪', '有雾'],
};
const QUESTIONS = ['Whose goose is this?', 'A CHISEL and a straße', '明天会下雨吗', '😀', ''];
/** Logits are summed in another order. */
const TOLERANCE = 1e-5;

await main(async () => {
  const python = await pythonWith(path.join(ROOT, 'tests/texts/requirements.txt'));
  const kiln = await buildKiln();
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-texts-'));
  try {
    const table = path.join(folder, 'letters.csv');
    const model = path.join(folder, 'model.safetensors');
    const program = path.join(folder, 'ask.py');
    writeFileSync(table, `text,class\n${rows().join('\n')}\n`);
    writeFileSync(program, recipesOf('docs/texts.md')('python'));
    await runQuietly(kiln, ['train', table, '-o', model, '--epochs', '5']);
    const asked = QUESTIONS.flatMap((text) => ['--text', text]);
    const ours = await runQuietly(kiln, ['classify', '--model', model, '--json', '--top', '1', ...asked]);
    const theirs = await runQuietly(python, [program, model, ...QUESTIONS]);
    compare(linesOf(ours.stdout).map(topOf), linesOf(theirs.stdout).map(pairOf));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function rows() {
  return Object.entries(WORDS).flatMap(([name, words]) =>
    words.flatMap((first) => words.map((second) => `"${first}, ${second}: that is how it was",${name}`)),
  );
}

/** @param {string} output */
function linesOf(output) {
  return output.trim().split('\n');
}

/** @param {string} line @returns {[string, number]} */
function topOf(line) {
  const [{ label, probability }] = JSON.parse(line).predictions;
  return [label, probability];
}

/** @param {string} line @returns {[string, number]} */
function pairOf(line) {
  const [label = '', probability] = line.split(' ');
  return [label, Number(probability)];
}

/** @param {[string, number][]} ours @param {[string, number][]} theirs */
function compare(ours, theirs) {
  if (ours.length !== QUESTIONS.length || theirs.length !== QUESTIONS.length) {
    throw new Failure(`${ours.length} and ${theirs.length} answers to ${QUESTIONS.length} questions`);
  }
  for (const [index, [label, probability]] of ours.entries()) {
    const [other, otherProbability] = theirs[index] ?? ['', Number.NaN];
    const isSame = label === other && Math.abs(probability - otherProbability) <= TOLERANCE;
    if (!isSame)
      throw new Failure(`${QUESTIONS[index]}: ${label} ${probability}, in Python ${other} ${otherProbability}`);
  }
}
