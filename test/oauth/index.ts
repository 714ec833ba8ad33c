export { type MemoryStore, memoryStore } from './memory-store.ts';
export { type Given, type Got, serveAnswers } from './serve-answers.ts';
export { JWT_BEARER, startProvider, type TestProvider } from './start-provider.ts';
export { type Walk, walk } from './walk.ts';
