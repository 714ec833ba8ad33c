export type { RelayLimits } from './limits.ts';
export { openRelay, type Relay, type RelayOptions } from './relay.ts';
export { backUp, type Restored, restore } from './store/backup.ts';
export { type Device, Devices, keyHashOf } from './store/devices.ts';
export { openStore, type RelayDatabase, relayFile } from './store/open-store.ts';
