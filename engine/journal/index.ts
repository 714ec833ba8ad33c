export { crashPoint } from './crash-point.ts';
export { type DataDir, openDataDir } from './data-dir.ts';
export type { Journal, RunQuery, RunRecord } from './journal.ts';
export { MemoryJournal } from './memory-journal.ts';
export { RunSearch } from './run-search.ts';
export { SqliteJournal } from './sqlite-journal.ts';
export { migrate, schemaVersion } from './sqlite-schema.ts';
export { isStorageError } from './storage-error.ts';
