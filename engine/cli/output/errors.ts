import type { ErrorShape } from '#contract/error';
import { printableLines } from './printable.ts';
import type { Style } from './style.ts';

/** An error for people: where, what, why, and what to do. */
export function formatError(error: ErrorShape, style: Style): string {
  const place = error.step ?? error.node;
  const item = error.item === undefined ? '' : `, item ${error.item + 1}`;
  const where = place === undefined ? '' : `${place}${item}: `;
  const lines = [`${style('red', 'error')}: ${where}${printableLines(error.message)}`];
  for (let cause = error.cause; cause; cause = cause.cause) {
    if (!error.message.includes(cause.message)) lines.push(`    because: ${printableLines(cause.message)}`);
  }
  if (error.hint !== undefined) lines.push(`    ${style('dim', printableLines(error.hint))}`);
  if (error.kind === 'engine')
    lines.push(`    ${style('dim', `This is a bug in Flowbench (${error.code}).`)}`);
  return lines.join('\n');
}
