import type { ConnectionType } from '../connection-type.ts';
import { oauth2 } from '../oauth/index.ts';
import { httpBasic } from './http-basic.ts';
import { httpBearer } from './http-bearer.ts';

/** Every connection type, in the order in which they are offered. */
const all: readonly ConnectionType[] = [httpBearer, httpBasic, oauth2];

/** Connection types by name. */
export const connectionTypes: ReadonlyMap<string, ConnectionType> = new Map(
  all.map((type) => [type.type, type]),
);
