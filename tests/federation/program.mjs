// A program that runs beside the test, and what it says.

import { spawn } from 'node:child_process';

/** The time within which something has to be said, or has to end. */
const PATIENCE_MS = 240_000;

export class Program {
  output = '';

  /**
   * @param {string} program
   * @param {string} folder
   * @param {string[]} args
   */
  constructor(program, folder, args) {
    this.name = args.slice(0, 2).join(' ');
    this.child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        this.output += text;
      });
    }
  }

  /**
   * Waits until it has said something.
   * @param {RegExp} words
   */
  async says(words) {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const match = words.exec(this.output);
      if (match) return match;
      if (this.child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${this.name} does not say ${words}:\n${this.output}`);
  }

  /** Waits for its end, which has to be in order. */
  async ends() {
    const timer = setTimeout(() => this.kill(), PATIENCE_MS);
    const code = await this.ended;
    clearTimeout(timer);
    if (code !== 0) throw new Error(`${this.name} ended with ${code}:\n${this.output}`);
    return this.output;
  }

  /** Ends it without giving it time to say goodbye, as a closed tab or a power cut does. */
  kill() {
    this.child.kill('SIGKILL');
  }
}
