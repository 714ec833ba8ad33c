import type { AppApi } from './electron-api.ts';

/**
 * Makes this the only Flowbench of its user. Returns false in a second one, which
 * must end: the first is told what the second was asked to open.
 */
export function claimSingleInstance(
  app: AppApi,
  onSecond: (argv: readonly string[], folder: string) => void,
): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv, folder) => onSecond(argv, folder));
  return true;
}
