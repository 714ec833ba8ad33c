export { crashPoint } from './crash-point.ts';
export { type DataDir, type EngineApi, findEngineApi, lockFolder, openDataDir } from './data-dir.ts';
export {
  type Added,
  type AddOptions,
  type EventQuery,
  type EventRecord,
  type EventState,
  type HookRecord,
  type Inbox,
  type ReceivedCall,
  runOfEvent,
} from './inbox.ts';
export type { Journal, RunQuery, RunRecord } from './journal.ts';
export { MemoryJournal } from './memory-journal.ts';
export { RunSearch } from './run-search.ts';
export { SqliteJournal } from './sqlite-journal.ts';
export { migrate, schemaVersion } from './sqlite-schema.ts';
export { isStorageError } from './storage-error.ts';
export type { Activation, ActivationState, TriggerMemory, WaitingStart } from './trigger-store.ts';
export { TriggerStore } from './trigger-store.ts';
