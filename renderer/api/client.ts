import { createORPCClient, DynamicLink } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { api } from '#contract/api';
import { currentLink } from './connection.ts';

/** Every call to the engine, typed by the contract. */
export type Engine = ContractRouterClient<typeof api>;

/** The engine, over whatever connection there is now. */
export const engine: Engine = createORPCClient(new DynamicLink(() => currentLink()));
