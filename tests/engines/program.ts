/** Programs that run beside the tests: a browser, its driver, its screen. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Program {
  /** Resolves with what the first line that matches says; rejects where the program ends before. */
  untilLine(pattern: RegExp): Promise<string>;
  onLine(heard: (line: string) => void): void;
  stop(): Promise<void>;
}

const PATIENCE_MS = 30_000;

/** Ends what would outlive the tests. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export function startProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  running.add(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)));
    child.once('exit', (code, signal) => resolve(`it ended with ${code ?? signal}`));
  }).finally(() => running.delete(child));
  const lines: string[] = [];
  const listeners: ((line: string) => void)[] = [(line) => lines.push(line)];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => listeners.forEach((heard) => heard(line)));
  }
  return {
    onLine: (heard) => listeners.push(heard),
    untilLine(pattern) {
      const said = new Promise<string>((resolve) => {
        const look = (line: string): void => {
          const [, what] = pattern.exec(line) ?? [];
          if (what !== undefined) resolve(what);
        };
        lines.forEach(look);
        listeners.push(look);
      });
      const tooLate = new Promise<string>((resolve) => setTimeout(resolve, PATIENCE_MS, 'it was silent').unref());
      const failed = Promise.race([ended, tooLate]).then((reason) => {
        throw new Error([`${program} is not ready: ${reason}`, ...lines.slice(-20)].join('\n'));
      });
      return Promise.race([said, failed]);
    },
    async stop() {
      if (!running.has(child)) return;
      child.kill();
      const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      clearTimeout(hard);
    },
  };
}
