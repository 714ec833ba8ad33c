export { decodeFrame, encodeFrame } from './frame.ts';
export {
  type CallHeadOnWire,
  type DeviceFrame,
  deviceFrame,
  type PairAnswer,
  type PairRequest,
  pairAnswer,
  pairRequest,
  type RelayFrame,
  type RelayRoute,
  relayFrame,
} from './messages.ts';
export { newSealKeys, type SealKeys, sealContext, sealTo, unseal } from './seal.ts';
export { packCall, unpackCall } from './sealed-call.ts';

/** Path at which devices connect. */
export const LINK_PATH = '/device';
/** Path at which devices are paired. */
export const PAIR_PATH = '/pair';
/** Bytes of a frame: the largest body with what belongs to it. */
export const MAX_FRAME = 34 * 1024 * 1024;
/** Messages that a relay hands over before one of them is acknowledged. */
export const WINDOW = 512;
/** Milliseconds between two signs of life of a relay. */
export const HEARTBEAT = 20_000;
