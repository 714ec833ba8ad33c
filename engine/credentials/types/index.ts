import type { ConnectionType } from '../connection-type.ts';
import { httpBasic } from './http-basic.ts';
import { httpBearer } from './http-bearer.ts';

/** Every connection type, in the order in which they are offered. */
const all: readonly ConnectionType[] = [httpBearer, httpBasic];

/** Connection types by name. */
export const connectionTypes: ReadonlyMap<string, ConnectionType> = new Map(
  all.map((type) => [type.type, type]),
);
