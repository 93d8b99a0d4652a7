/** Readers' answers as a publisher gets them, made up for a test. */
import { readFileSync } from 'node:fs';
import type { Feedback } from '../../../www/types/core.js';

export type Answer = Feedback;

/** As `2026-01-31`, so many days ago: none may lie in the future of whoever runs the tests. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** A JPEG as answers carry it. */
export function asPicture(file: string): string {
  return `data:image/jpeg;base64,${readFileSync(file).toString('base64')}`;
}

/** A line of the receiver's file. */
export function line(id: string, answer: object): string {
  return `${JSON.stringify({ id, tokenSha256: 'ab'.repeat(32), ...answer })}\n`;
}

/** The file that the widget's "Download my feedback" gives. */
export function savedList(answers: readonly Answer[]): Buffer {
  return Buffer.from(JSON.stringify({ kilnReaderAnswers: 1, answers }, null, 1));
}

/** The checksum that answers about a published model name. */
export function checksumOf(model: Buffer): string {
  const header = model.subarray(8, 8 + Number(model.readBigUInt64LE(0))).toString();
  const { __metadata__ } = JSON.parse(header) as { __metadata__: Record<string, string> };
  return (JSON.parse(__metadata__['kiln.card'] ?? '') as { dataSha256: string }).dataSha256;
}
