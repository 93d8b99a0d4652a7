/** The publisher's receiver of answers: `kiln serve-feedback` of this checkout, running. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { buildKiln } from '../../../scripts/lib/kiln-program.mjs';

export interface Receiver {
  /** Where answers are posted to. */
  url: string;
  /** As `127.0.0.1:1234`. */
  address: string;
  stop(): Promise<void>;
}

let program: Promise<string> | null = null;

/** `origin` is whose pages may send. Call with the address of an earlier one to take its place. */
export async function startReceiver(
  file: string,
  origin: string,
  more: string[] = [],
  address = '127.0.0.1:0',
): Promise<Receiver> {
  program ??= buildKiln();
  const args = ['serve-feedback', '--file', file, '--listen', address, '--allow-origin', origin, ...more];
  const child = spawn(await program, args, { stdio: ['ignore', 'inherit', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const listening = await new Promise<string>((resolve, reject) => {
    const said: string[] = [];
    createInterface(child.stderr).on('line', (line) => {
      said.push(line);
      const found = /http:\/\/([\d.:]+)\/answers/.exec(line)?.[1];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error(said.join('\n'))));
  });
  return {
    url: `http://${listening}/answers`,
    address: listening,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The answers in the receiver's file. */
export function answersIn(file: string): Record<string, unknown>[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return (
    text
      .split('\n')
      // What was deleted has left an empty line.
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  );
}
