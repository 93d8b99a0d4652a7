// Starting other programs. Arguments are always lists, never a line for a shell.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CommandError } from './failures.mjs';
import { ROOT } from './paths.mjs';

/**
 * Runs a program whose output goes straight to the terminal.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<void>}
 */
export function run(program, args, { env, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (status === 0) resolve();
      else reject(new CommandError([program, ...args].join(' '), status ?? signal ?? 'nothing'));
    });
  });
}

/**
 * Runs a program in the background and keeps its output, handing on each line.
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.isPatient] takes the time that other programs leave
 * @param {(line: string, stream: 'stdout' | 'stderr') => void} [options.onLine]
 * @returns {Promise<{ stdout: string, stderr: string }>}
 */
export function runQuietly(program, args, { env, isPatient = false, onLine } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    // What it starts in turn inherits this.
    if (isPatient && child.pid) os.setPriority(child.pid, os.constants.priority.PRIORITY_LOW);
    const kept = { stdout: '', stderr: '' };
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      let rest = '';
      child[stream].setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
        kept[stream] += chunk;
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine?.(line, stream);
      });
    }
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (status === 0) return resolve(kept);
      const line = [program, ...args].join(' ');
      reject(new CommandError(line, status ?? signal ?? 'nothing', kept.stderr || kept.stdout));
    });
  });
}

/**
 * What a short program prints, or null when it is missing or fails.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function outputOf(program, args, env) {
  const result = spawnSync(program, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return result.status === 0 ? result.stdout.trim() : null;
}

/**
 * The full path of a program on PATH, or null.
 * @param {string} name
 */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, name);
    if (folder && isExecutable(candidate)) return candidate;
  }
  return null;
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
