import type { LogLine } from '#renderer/run';

/** Levels from the least to the most important. */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

/** Which lines are looked for. */
export interface LogFilter {
  /** This level and those above it. */
  from: Level;
  /** In the message, the data or the step, whatever the case. */
  text: string;
}

/** The lines that fit, in their order. */
export function filterLines(lines: readonly LogLine[], { from, text }: LogFilter): readonly LogLine[] {
  const least = LEVELS.indexOf(from);
  const wanted = text.trim().toLowerCase();
  if (least === 0 && wanted === '') return lines;
  return lines.filter((line) => {
    if (LEVELS.indexOf(line.level) < least) return false;
    if (wanted === '') return true;
    const all = `${line.step}\n${line.message}\n${line.data ? JSON.stringify(line.data) : ''}`;
    return all.toLowerCase().includes(wanted);
  });
}
