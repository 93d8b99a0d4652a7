// What `kiln embed` writes, opened by the programs that people have: node tests/many-machines/run.mjs

import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../scripts/lib/command.mjs';
import { main } from '../../scripts/lib/failures.mjs';
import { buildKiln } from '../../scripts/lib/kiln-program.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';
import { pythonWith } from '../../scripts/lib/python-packages.mjs';

const HERE = path.join(ROOT, 'tests/many-machines');
const FIXTURES = path.join(ROOT, 'tests/fixtures');
/** 25 flowers, and a file that is no picture. */
const NUM_ROWS = 26;

await main(async () => {
  const python = await pythonWith(path.join(HERE, 'requirements.txt'));
  const kiln = await buildKiln();
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-many-machines-'));
  try {
    const archive = path.join(folder, 'archive');
    cpSync(path.join(FIXTURES, 'pictures/flowers25'), archive, { recursive: true });
    copyFileSync(path.join(FIXTURES, 'bad/renamed-pdf.jpg'), path.join(archive, 'roses/broken.jpg'));
    await opens(python, kiln, archive, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * @param {string} python
 * @param {string} kiln
 * @param {string} archive
 * @param {string} folder
 */
async function opens(python, kiln, archive, folder) {
  const single = path.join(folder, 'f32.parquet');
  const half = path.join(folder, 'f16.parquet');
  await run(kiln, ['embed', archive, '-o', single, '--float', 'f32']);
  await run(kiln, ['embed', archive, '-o', half, '--float', 'f16']);
  await run(python, [path.join(HERE, 'opens.py'), single, half, String(NUM_ROWS)]);
}
