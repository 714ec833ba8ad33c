/** What the command's exit code says to scripts. */
export const EXIT = { succeeded: 0, failed: 1, usage: 2, waiting: 3 } as const;
