export { type BrokerSource, describeBroker } from './describe-broker.ts';
export { memoryBlobs } from './memory-blobs.ts';
export { answers, Relay } from './relay.ts';
