import { once } from 'node:events';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { api } from '#contract/api';
import { UserError } from '#contract/error';
import { findEngineApi } from '#engine/journal';

export type EngineClient = ContractRouterClient<typeof api>;

/**
 * Talks to the engine that has a data directory.
 *
 * @throws UserError `NO_ENGINE` where none runs there
 */
export async function withEngine<T>(dataDir: string, act: (engine: EngineClient) => Promise<T>): Promise<T> {
  const found = findEngineApi(dataDir);
  if (!found) throw noEngine(dataDir);
  const address = `ws://127.0.0.1:${found.apiPort}/api`;
  const socket = new WebSocket(address, ['flowbench', `flowbench.token.${found.token}`]);
  try {
    await once(socket, 'open').catch((cause) => {
      throw noEngine(dataDir, cause);
    });
    // The library asks for the browser's class; what it uses of it is the same here.
    const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
    return await act(createORPCClient<EngineClient>(link));
  } finally {
    socket.terminate();
  }
}

function noEngine(dataDir: string, cause?: unknown): UserError {
  return new UserError(`No Flowbench is running on the data directory ${dataDir}.`, {
    code: 'NO_ENGINE',
    hint: 'Start it with "flowbench serve" or the app, or name its directory with --data-dir.',
    ...(cause === undefined ? {} : { cause }),
  });
}
