// `cargo build` with a count of how far it is.

import { runQuietly } from './command.mjs';
import { CommandError } from './failures.mjs';
import { withProgress } from './progress.mjs';

/** On a build server the lockfile is law; at a desk cargo may write a new dependency into it. */
export const LOCKED = process.env.CI ? ['--locked'] : [];

/**
 * What the native checks compile. kiln-web is nothing without a device; here it is the CPU's. With `types` one of
 * its tests compares www/types/core.ts with the structs.
 */
export const WORKSPACE = ['--workspace', '--features', 'kiln-web/flex,kiln-web/train,kiln-web/types', ...LOCKED];

/**
 * What is checked and documented, but not compiled to run: `kiln` with WebGPU as well. Checking CubeCL takes a minute
 * or two where compiling it takes several; all checks have the same features, so that it is done once.
 */
export const CHECKED = [
  '--workspace',
  '--features',
  'kiln-web/flex,kiln-web/train,kiln-web/types,kiln/webgpu',
  ...LOCKED,
];

/**
 * @param {string} name shown in the progress line
 * @param {object} job
 * @param {string[]} job.packageArgs which package and features: the part `cargo tree` takes too
 * @param {string[]} job.buildArgs the rest of the arguments
 * @param {string[]} [job.finalArgs] rustc's, for the package's own crate alone
 * @param {string} [job.target] a target triple other than this machine's
 * @param {NodeJS.ProcessEnv} job.env
 * @param {boolean} [job.isPatient] takes the time that other programs leave
 */
export async function cargoBuild(name, { packageArgs, buildArgs, finalArgs = [], target, env, isPatient = false }) {
  const targetArgs = target ? ['--target', target] : [];
  await withProgress(name, async (say) => {
    say('fetching crates');
    const total = await countCrates([...packageArgs, ...targetArgs], env);
    /** @type {Set<string>} */
    const built = new Set();
    const args = [finalArgs.length > 0 ? 'rustc' : 'build', ...LOCKED, ...packageArgs, ...targetArgs, ...buildArgs];
    const last = finalArgs.length > 0 ? ['--', ...finalArgs] : [];
    try {
      await runQuietly('cargo', [...args, '--message-format=json-render-diagnostics', ...last], {
        env,
        isPatient,
        onLine(line, stream) {
          const crate = stream === 'stdout' && finishedCrate(line);
          if (crate) built.add(crate);
          // With -Zbuild-std the standard library's own crates come on top of the tree.
          if (crate) say(`${built.size}/${Math.max(total, built.size)} crates`);
          else if (line.includes('Blocking waiting')) say('waiting for another cargo to finish');
        },
      });
    } catch (error) {
      throw error instanceof CommandError ? withoutChatter(error) : error;
    }
  });
}

/** @param {string[]} args @param {NodeJS.ProcessEnv} env */
async function countCrates(args, env) {
  const tree = ['tree', ...LOCKED, ...args, '--edges', 'normal,build', '--prefix', 'none'];
  try {
    const { stdout } = await runQuietly('cargo', [...tree, '--format', '{p}'], { env });
    // What has been listed before is marked; listing it again would take exponentially long.
    return new Set(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/ \(\*\)$/, '')),
    ).size;
  } catch (error) {
    // A broken manifest or a registry out of reach: cargo's own words say it best.
    throw error instanceof CommandError ? withoutChatter(error) : error;
  }
}

/** @param {string} line one of cargo's JSON messages */
function finishedCrate(line) {
  if (!line.startsWith('{"reason":"compiler-artifact"')) return null;
  return /"package_id":"([^"]+)"/.exec(line)?.[1] ?? null;
}

/**
 * Leaves of cargo's output what explains the failure.
 * @param {CommandError} error
 */
function withoutChatter(error) {
  error.output = error.output
    .split('\n')
    .filter((line) => !/^\s+(Compiling|Downloaded|Downloading|Locking|Adding|Updating) /.test(line))
    .join('\n');
  return error;
}
