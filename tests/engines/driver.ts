/** What the journeys need of a browser. Each engine has an implementation in its own folder. */
import type { ActionSequence } from './actions.js';

export interface Driver {
  /** The engine and its version, for whoever reads what failed. */
  readonly title: string;
  /** The folder that downloads go to. */
  readonly downloads: string;
  /** Resolves once the page is loaded. */
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Calls a function, given as its source, in the page; arguments and answer are what JSON can say. */
  call(source: string, args: readonly unknown[]): Promise<unknown>;
  /** Chooses files in the `<input>` that the function returns. */
  chooseFiles(source: string, args: readonly unknown[], files: readonly string[]): Promise<void>;
  /** Moves, presses and types as a person does. */
  perform(actions: readonly ActionSequence[]): Promise<void>;
  /** Gives the page this size, in CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** What is in sight, as a PNG. */
  screenshot(): Promise<Buffer>;
  /** What pages did wrong since this was last asked, as far as the engine tells: what they did not catch, say. */
  takeErrors(): Promise<string[]>;
  close(): Promise<void>;
}
