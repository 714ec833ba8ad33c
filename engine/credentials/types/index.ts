import type { ConnectionType } from '../connection-type.ts';
import { httpBasic } from './http-basic.ts';
import { httpBearer } from './http-bearer.ts';

const all = [httpBearer, httpBasic] as const satisfies readonly ConnectionType[];

/** Every connection type by its name, in the order of the list. */
export const connectionTypes: ReadonlyMap<string, ConnectionType> = new Map(
  all.map((type) => [type.type, type]),
);
