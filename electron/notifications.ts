import type { RunEntry } from '#contract/api';
import type { ElectronApi } from './electron-api.ts';
import type { Timers } from './timers.ts';

const LOOK_EVERY_MS = 15_000;
/** More at once become one notification. */
const SINGLY = 3;

export interface Notice {
  title: string;
  body: string;
  /** The run to show on a click, where there is one run. */
  run: string | undefined;
}

/** What to say about runs that failed. */
export function noticesOf(failed: readonly RunEntry[]): Notice[] {
  if (failed.length > SINGLY) {
    const flows = [...new Set(failed.map((run) => run.flow.name))];
    return [{ title: `${failed.length} runs failed`, body: flows.join(', ').slice(0, 200), run: undefined }];
  }
  return failed.map(({ run, flow, error }) => ({
    title: `${flow.name} failed`,
    body: (error ?? 'Open the run to see why.').slice(0, 200),
    run,
  }));
}

/**
 * Tells of runs that fail from now on, whether or not there is a window. Those
 * that had failed before are in the history. Returns how to stop.
 */
export function watchFailedRuns(
  failedRuns: () => Promise<readonly RunEntry[]>,
  since: number,
  timers: Timers,
  tell: (notice: Notice) => void,
): () => void {
  const told = new Set<string>();
  let stop = () => {};
  let stopped = false;
  const look = async () => {
    // An engine that is away now is asked again later.
    const failed = await failedRuns().catch(() => []);
    if (stopped) return;
    const fresh = failed.filter((run) => (run.finishedAt ?? 0) >= since && !told.has(run.run));
    for (const { run } of fresh) told.add(run);
    for (const notice of noticesOf(fresh)) tell(notice);
    stop = timers.after(LOOK_EVERY_MS, () => void look());
  };
  stop = timers.after(LOOK_EVERY_MS, () => void look());
  return () => {
    stopped = true;
    stop();
  };
}

/** Shows a notification of the system, where it has any. */
export function showNotification(
  { Notification }: Pick<ElectronApi, 'Notification'>,
  notice: { title: string; body: string },
  onClick: () => void,
): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: notice.title, body: notice.body });
  notification.on('click', onClick);
  notification.show();
}
