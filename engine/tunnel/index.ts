export type { EntryRoute, TakenCall, TakenReply, TunnelEntry } from './entry.ts';
export { entryOf } from './entry-of.ts';
export type { Tunnel, TunnelAbilities, TunnelNews, TunnelProvider } from './provider.ts';
export { pairWith } from './relay/pair.ts';
export { type Pairing, readPairing, writePairing } from './relay/pairing-file.ts';
export { RelayTunnel } from './relay/relay-tunnel.ts';
export { TunnelHost, type TunnelHostOptions } from './tunnel-host.ts';
