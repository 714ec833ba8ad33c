import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { contentHash } from './content-hash.ts';
import { isLeftOut, SUFFIX } from './find-flows.ts';

/** Milliseconds in which several changes of one file count as one: editors write in several strokes. */
const SETTLE = 50;

/** A flow file changed; `hash` is undefined where it is gone. */
interface Change {
  path: string;
  hash: string | undefined;
}

/**
 * Tells of flow files that change, whoever changes them, until the signal.
 * Resolves once nothing can be missed any more; the files that are there by then are not told.
 */
export async function watchFlows(
  root: string,
  signal: AbortSignal,
): Promise<AsyncGenerator<Change, void, undefined>> {
  const watcher = watch(root, {
    followSymlinks: false,
    ignored: (path) => path !== root && isLeftOut(basename(path)),
  });
  // A folder that cannot be watched is no reason to stop watching the others.
  watcher.on('error', () => undefined);
  await once(watcher, 'ready');
  return changesOf(watcher, root, signal);
}

function changesOf(
  watcher: FSWatcher,
  root: string,
  signal: AbortSignal,
): AsyncGenerator<Change, void, undefined> {
  const queue: Change[] = [];
  const told = new Map<string, string | undefined>();
  const timers = new Map<string, NodeJS.Timeout>();
  let wake = (): void => undefined;

  const look = async (file: string): Promise<void> => {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const path = relative(root, file).split(sep).join('/');
    const hash = text === undefined ? undefined : contentHash(text);
    if (told.has(path) && told.get(path) === hash) return;
    told.set(path, hash);
    queue.push({ path, hash });
    wake();
  };
  watcher.on('all', (event, file) => {
    if (!file.endsWith(SUFFIX) || !['add', 'change', 'unlink'].includes(event)) return;
    clearTimeout(timers.get(file));
    timers.set(
      file,
      setTimeout(() => void look(file), SETTLE),
    );
  });
  const end = (): void => {
    for (const timer of timers.values()) clearTimeout(timer);
    void watcher.close();
    wake();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });

  return (async function* () {
    while (!signal.aborted) {
      const change = queue.shift();
      if (change) yield change;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  })();
}
