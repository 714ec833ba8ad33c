import type { StepReport } from '#engine/host';
import { formatDuration } from './duration.ts';
import type { Sink } from './sink.ts';
import type { Style } from './style.ts';
import { formatTable } from './table.ts';

const MAX_STEPS = 200;

/** Writes a table of a run's steps in the order they began. */
export async function writeSteps(sink: Sink, style: Style, steps: readonly StepReport[]): Promise<void> {
  const retried = steps.some((step) => step.attempts > 1);
  const failed = steps.some((step) => step.error);
  const rows = steps.map((step) => ({
    step: step.key,
    status: step.status,
    time: step.status === 'skipped' ? '' : formatDuration(step.ms),
    ...(retried ? { tries: step.attempts } : {}),
    in: counts(step.in),
    out: counts(Object.fromEntries(Object.entries(step.out).map(([port, items]) => [port, items.length]))),
    ...(failed ? { error: step.error?.message ?? '' } : {}),
  }));
  const header = (text: string) => style('dim', text);
  const lines = formatTable(rows, { width: sink.width, maxRows: MAX_STEPS, header });
  await sink.write(`${lines.join('\n')}\n\n`);
}

function counts(byPort: Readonly<Record<string, number>>): string {
  const used = Object.entries(byPort).filter(([, count]) => count > 0);
  return used.map(([port, count]) => (used.length === 1 ? `${count}` : `${port} ${count}`)).join(', ');
}
