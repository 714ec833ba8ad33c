export { type MemoryStore, memoryStore } from './memory-store.ts';
export { startProvider, type TestProvider } from './start-provider.ts';
export { type Walk, walk } from './walk.ts';
